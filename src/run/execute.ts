/** Does a plan's changes: many hosts at once, a few changes a host, in the order of their milestones. */
import type { Clock } from '../base/clock.ts';
import { BarqueError, messageOf } from '../base/errors.ts';
import { wireOf } from '../base/observation.ts';
import type { Action, HostInHand, Outcome } from '../hosts/host.ts';
import type { Change, Step } from '../plan/change.ts';
import { lateNamesIn } from '../plan/late.ts';
import type { Plan } from '../plan/plan.ts';
import type { BundleSource } from '../verbs/given.ts';
import { actionOf } from '../verbs/verbs.ts';
import type { ChangeResult, HeldBack, Record, StepResult } from './event.ts';
import type { Heartbeat } from './heartbeat.ts';
import { type FetchLate, withLate } from './late-values.ts';
import { performStep, performTogether } from './perform.ts';
import { inRoundTrips } from './round-trips.ts';

export interface Execution {
  plan: Plan;
  hands: ReadonlyMap<string, HostInHand>;
  heartbeat: Heartbeat;
  clock: Clock;
  record: Record;
  source: BundleSource;
  fetchLate: FetchLate;
}

export type ExecutionResult = 'done' | 'failed' | 'cancelled' | 'fenced';

/** `cancel`: no further step starts, running ones end. Never throws for what happens on hosts. */
export async function execute(execution: Execution, cancel: AbortSignal): Promise<ExecutionResult> {
  const { plan, hands, heartbeat, record } = execution;
  const waiting = new Set(plan.changes);
  const running = new Map<Change, Promise<void>>();
  const results = new Map<string, ChangeResult>();
  const pending = countGivers(plan.changes);
  let failed = false;

  const heldBack = (change: Change): HeldBack | undefined => {
    const lost = heartbeat.lost();
    if (lost !== undefined) return lost.is === 'fenced' ? 'fenced' : 'majority-silent';
    if (cancel.aborted) return 'cancelled';
    if (!hands.has(change.host)) return 'host-out';
    if (failed && change.interrupts.length > 0) return 'after-failure';
    return undefined;
  };
  const start = (change: Change) => {
    waiting.delete(change);
    running.set(
      change,
      doChange(execution, change, cancel).then(result => {
        running.delete(change);
        results.set(change.id, result);
        if (result === 'done')
          for (const milestone of change.gives) pending.set(milestone, pending.get(milestone)! - 1);
        else if (result !== 'cancelled') failed = true;
      }),
    );
  };

  for (;;) {
    for (const change of waiting) {
      const ready = change.needs.every(milestone => (pending.get(milestone) ?? 0) === 0);
      if (ready && hasRoom(change, running.keys()) && heldBack(change) === undefined) start(change);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  for (const change of waiting) {
    await record({ is: 'change.held', change: change.id, because: heldBack(change) ?? 'waits-for-failed' });
  }
  if (heartbeat.lost()?.is === 'fenced' || [...results.values()].includes('fenced')) return 'fenced';
  if (failed) return 'failed';
  if (waiting.size === 0 && ![...results.values()].includes('cancelled')) return 'done';
  return cancel.aborted ? 'cancelled' : 'failed';
}

/**
 * Changes of one host that know nothing of each other may run at once: one waits for apt, another unpacks images.
 * More than a few would only share the same disk. What interrupts something runs alone on its host.
 */
const AT_ONCE = 3;

function hasRoom(change: Change, running: Iterable<Change>): boolean {
  const beside = [...running].filter(({ host }) => host === change.host);
  if (change.interrupts.length > 0) return beside.length === 0;
  return beside.length < AT_ONCE && beside.every(({ interrupts }) => interrupts.length === 0);
}

function countGivers(changes: readonly Change[]): Map<string, number> {
  const givers = new Map<string, number>();
  for (const change of changes) {
    for (const milestone of change.gives) givers.set(milestone, (givers.get(milestone) ?? 0) + 1);
  }
  return givers;
}

async function doChange(execution: Execution, change: Change, cancel: AbortSignal): Promise<ChangeResult> {
  const { hands, heartbeat, clock, record } = execution;
  const began = clock.monotonic();
  const end = async (result: ChangeResult) => {
    await record({ is: 'change.ended', change: change.id, result, ms: clock.monotonic() - began });
    return result;
  };
  await record({ is: 'change.began', change: change.id });
  const hand = hands.get(change.host)!;
  for (const steps of inRoundTrips(change.steps)) {
    if (cancel.aborted) return end('cancelled');
    if (heartbeat.lost() !== undefined) return end('fenced');
    for (const { id } of steps) await record({ is: 'step.intent', step: id });
    const tripBegan = clock.monotonic();
    const outcomes = await doSteps(execution, hand, steps);
    // Nobody clocks the steps of one round trip apart: a process for each would be a good part of their time.
    const ms = Math.round((clock.monotonic() - tripBegan) / outcomes.length);
    for (const [at, outcome] of outcomes.entries()) {
      const { result, detail } = told(outcome);
      await record({ is: 'step.outcome', step: steps[at]!.id, result, ms, detail });
    }
    const last = outcomes.at(-1)!;
    if (last.is === 'fenced') heartbeat.fence(last.by);
    if (last.is !== 'done') return end(last.is === 'not-done' ? 'failed' : last.is);
  }
  return end('done');
}

/** What became of these steps of one round trip, until one is not done. */
async function doSteps(execution: Execution, hand: HostInHand, steps: readonly Step[]): Promise<Outcome[]> {
  const { plan, heartbeat, source, fetchLate } = execution;
  const signal = givenUpBy(heartbeat, steps[0]!);
  const actions: Action[] = [];
  let unmade: Outcome | null = null;
  try {
    for (const step of steps) {
      const late = await fetchLate(lateNamesIn([step.verb, step.after]), signal);
      const filled = withLate(step, late);
      const given = { blobs: { ...plan.blobs, ...filled.blobs }, source, late };
      actions.push(actionOf(filled.step, given, hand.epoch));
    }
  } catch (error) {
    unmade = notMade(error, steps[actions.length]!);
  }
  const outcomes = actions.length === 0 ? [] : await asked(execution, hand, actions, steps[0]!, signal);
  return unmade !== null && outcomes.every(({ is }) => is === 'done') ? [...outcomes, unmade] : outcomes;
}

async function asked(
  { clock, record }: Execution,
  hand: HostInHand,
  actions: readonly Action[],
  first: Step,
  signal: AbortSignal,
): Promise<Outcome[]> {
  try {
    if (actions.length > 1) return await performTogether(hand, actions, clock, record, signal);
    const outcome = await performStep(hand, actions[0]!, clock, record, signal);
    if (outcome.is === 'unknown' && signal.reason instanceof BarqueError)
      return [notMade(signal.reason, first)];
    return [outcome];
  } catch (error) {
    // A pause between two tries ends by the same word.
    return [notMade(signal.reason instanceof BarqueError ? signal.reason : error, first)];
  }
}

/** By an error of ours nothing was changed: what a step is made of was not to be had (hosts/sending.ts), or a wait was given up. */
function notMade(error: unknown, { before }: Step): Outcome {
  return error instanceof BarqueError
    ? { is: 'not-done', observed: before ?? {}, log: messageOf(error) }
    : { is: 'unknown', because: messageOf(error) };
}

/** Not the run's own signal: what has begun is finished when it is cancelled. */
function givenUpBy(heartbeat: Heartbeat, { verb }: Step): AbortSignal {
  if (verb.do !== 'gate') return new AbortController().signal;
  if (verb.check !== 'nodes-ready') return heartbeat.gone;
  return AbortSignal.any([heartbeat.gone, heartbeat.silenceOf(verb.nodes)]);
}

function told(outcome: Outcome): { result: StepResult; detail: string } {
  switch (outcome.is) {
    case 'done':
      return { result: outcome.acted ? 'done' : 'already', detail: '' };
    case 'not-done':
      return { result: 'not-done', detail: outcome.log.trim() || wireOf(outcome.observed) };
    case 'foreign':
      return { result: 'foreign', detail: wireOf(outcome.observed) };
    case 'fenced':
      return { result: 'fenced', detail: `epoch ${outcome.by}` };
    case 'unknown':
      return { result: 'unknown', detail: outcome.because };
  }
}
