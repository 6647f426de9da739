/** A run as its events tell it: a pure state machine, of which the terminal's views are made. */
import { unreachable } from '../../base/errors.ts';
import type { Plan } from '../../plan/plan.ts';
import type { HeldBack, RunEvent, StepResult } from '../../run/event.ts';

export interface RunState {
  /** Null: the plan in hand is not the one that was shown. */
  plan: Plan | null;
  /** Milliseconds of the views' clock at the beginning. */
  beganAt: number;
  changes: number;
  /** Whether its hosts are in hand, and changes begin. */
  hasBegun: boolean;
  /** Changes that ended, however. */
  ended: number;
  hosts: ReadonlyMap<string, HostState>;
  /** Milestones, each with how many changes have still to give it. */
  pending: ReadonlyMap<string, number>;
  /** Ended as done, with how long each took. */
  times: readonly { change: string; ms: number }[];
  failures: readonly StepFailure[];
  /** Changes that were begun and not ended, since the run was stopped between their steps. */
  unfinished: readonly string[];
  held: readonly { change: string; because: HeldBack }[];
  /** Whether a first Ctrl-C was seen. */
  stopping: boolean;
  /** Null: it goes on. */
  result: 'done' | 'failed' | 'cancelled' | 'fenced' | null;
}

export interface HostState {
  changes: number;
  done: number;
  /** What it does now, the youngest step last: a few changes go on beside each other. */
  doing: readonly Doing[];
  failed: boolean;
}

/** A change that is begun and not ended; `step` is null before the first one. */
export interface Doing {
  change: string;
  step: string | null;
  since: number;
}

export interface StepFailure {
  step: string;
  result: Exclude<StepResult, 'done' | 'already'>;
  /** The program's own last words. */
  detail: string;
}

/** What the views get beside the run's own events. */
export type ViewEvent = RunEvent | { is: 'stop.asked' };

export function beginRun(plan: Plan | null, beganAt: number): RunState {
  const hosts = new Map<string, HostState>();
  const pending = new Map<string, number>();
  for (const { host, gives } of plan?.changes ?? []) {
    const known = hosts.get(host) ?? IDLE;
    hosts.set(host, { ...known, changes: known.changes + 1 });
    for (const milestone of gives) pending.set(milestone, (pending.get(milestone) ?? 0) + 1);
  }
  return {
    plan,
    beganAt,
    changes: plan?.changes.length ?? 0,
    hasBegun: false,
    ended: 0,
    hosts,
    pending,
    times: [],
    failures: [],
    unfinished: [],
    held: [],
    stopping: false,
    result: null,
  };
}

const IDLE: HostState = { changes: 0, done: 0, doing: [], failed: false };

/** `at` in milliseconds of the clock of `beganAt`. */
export function afterEvent(state: RunState, event: ViewEvent, at: number): RunState {
  switch (event.is) {
    case 'run.began':
      return { ...state, changes: event.changes, hasBegun: true };
    case 'change.began':
      return withHost(state, hostOf(event.change), host => ({
        ...host,
        doing: [...host.doing, { change: event.change, step: null, since: at }],
      }));
    case 'step.intent':
      return withHost(state, hostOf(event.step), host => ({
        ...host,
        doing: [
          ...without(host.doing, changeOf(event.step)),
          { change: changeOf(event.step), step: event.step, since: at },
        ],
      }));
    case 'step.outcome': {
      const { step, result, detail } = event;
      if (result === 'done' || result === 'already') return state;
      return { ...state, failures: [...state.failures, { step, result, detail }] };
    }
    case 'change.ended': {
      const isDone = event.result === 'done';
      const next = withHost(state, hostOf(event.change), host => ({
        ...host,
        doing: without(host.doing, event.change),
        done: host.done + (isDone ? 1 : 0),
        failed: host.failed || !(isDone || event.result === 'cancelled'),
      }));
      return {
        ...next,
        ended: state.ended + 1,
        unfinished: event.result === 'cancelled' ? [...state.unfinished, event.change] : state.unfinished,
        times: isDone ? [...state.times, { change: event.change, ms: event.ms }] : state.times,
        pending: isDone ? given(state, event.change) : state.pending,
      };
    }
    case 'change.held':
      return { ...state, held: [...state.held, { change: event.change, because: event.because }] };
    case 'stop.asked':
      return { ...state, stopping: true };
    case 'run.ended':
      return { ...state, result: event.result };
    case 'plan.renewed':
    case 'lock.waits':
    case 'host.taken':
    case 'host.out':
    case 'host.silent':
    case 'step.retry':
      return state;
    default:
      return unreachable(event);
  }
}

export function hostOf(id: string): string {
  return id.split('/')[0]!;
}

/** The change of a step's id. */
export function changeOf(step: string): string {
  return step.split('/').slice(0, -1).join('/');
}

function without(doing: readonly Doing[], ended: string): readonly Doing[] {
  return doing.filter(({ change }) => change !== ended);
}

/** Names of the hosts that do something now, those whose step is the oldest first. */
export function busyHosts(state: RunState): readonly string[] {
  return [...state.hosts]
    .flatMap(([name, { doing }]) => {
      const youngest = doing.at(-1);
      return youngest === undefined ? [] : [{ name, since: youngest.since }];
    })
    .sort((a, b) => a.since - b.since)
    .map(({ name }) => name);
}

/** Hosts that this one's next change waits for; empty when it waits for none, or that is not known. */
export function waitsFor(state: RunState, host: string): readonly string[] {
  const { plan, pending } = state;
  if (plan === null) return [];
  const isOpen = (milestone: string) => (pending.get(milestone) ?? 0) > 0;
  const ended = new Set(state.times.map(({ change }) => change));
  const next = plan.changes.find(change => change.host === host && !ended.has(change.id));
  const needs = (next?.needs ?? []).filter(isOpen);
  const givers = plan.changes.filter(
    change => !ended.has(change.id) && change.gives.some(milestone => needs.includes(milestone)),
  );
  return [...new Set(givers.map(change => change.host))].filter(giver => giver !== host);
}

function withHost(state: RunState, name: string, change: (host: HostState) => HostState): RunState {
  const hosts = new Map(state.hosts);
  hosts.set(name, change(state.hosts.get(name) ?? IDLE));
  return { ...state, hosts };
}

function given(state: RunState, id: string): ReadonlyMap<string, number> {
  const gives = state.plan?.changes.find(change => change.id === id)?.gives ?? [];
  if (gives.length === 0) return state.pending;
  const pending = new Map(state.pending);
  for (const milestone of gives) pending.set(milestone, (pending.get(milestone) ?? 1) - 1);
  return pending;
}
