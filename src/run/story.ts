/** What a run did, told from its journal: pure, and also for one whose last words were cut off. */
import type { Holder } from '../hosts/host.ts';
import type { ChangeResult, HeldBack, StampedEvent, StepResult } from './event.ts';

/** `open`: its journal does not say how it ended: it goes on, or it was killed. */
export type Ending = 'done' | 'failed' | 'cancelled' | 'fenced' | 'open';

export interface Story {
  cluster: string | null;
  operation: string | null;
  /** ISO 8601. */
  beganAt: string | null;
  lastAt: string | null;
  ending: Ending;
  /** Who ran it; null: it never came to begin, or its journal does not say it. */
  holder: Holder | null;
  /** Planned changes; null: it never came to begin. */
  changes: number | null;
  /** Milliseconds from its first word to its last. */
  ms: number;
  hosts: readonly { host: string; changes: readonly ChangeStory[] }[];
  /** Hosts that did not answer. */
  out: readonly { host: string; because: string }[];
  held: readonly { change: string; because: HeldBack }[];
  /** Steps that were begun and of which nobody knows how they ended; the next run looks. */
  unknown: readonly string[];
}

export interface ChangeStory {
  /** Without the host. */
  subject: string;
  /** Null: it was begun, and the journal does not tell its end. */
  result: ChangeResult | null;
  /** Milliseconds; null as above. */
  ms: number | null;
  /** Steps that were not as they should be at their end, with their own words. */
  failures: readonly { step: string; result: StepResult; detail: string }[];
}

export function storyOf(events: readonly StampedEvent[]): Story {
  const first = events[0];
  const last = events.at(-1);
  const began = events.find(event => event.is === 'run.began');
  const ended = events.find(event => event.is === 'run.ended');
  const hosts = new Map<string, ChangeStory[]>();
  const changes = new Map<string, ChangeStory>();
  const intents = new Set<string>();
  for (const event of events) {
    if (event.is === 'change.began') {
      const { host, subject } = partsOf(event.change);
      const change: ChangeStory = { subject, result: null, ms: null, failures: [] };
      changes.set(event.change, change);
      hosts.set(host, [...(hosts.get(host) ?? []), change]);
    } else if (event.is === 'step.intent') intents.add(event.step);
    else if (event.is === 'step.outcome') {
      intents.delete(event.step);
      const change = changes.get(event.step.split('/').slice(0, 2).join('/'));
      if (change !== undefined && event.result !== 'done' && event.result !== 'already')
        Object.assign(change, {
          failures: [...change.failures, { step: event.step, result: event.result, detail: event.detail }],
        });
    } else if (event.is === 'change.ended') {
      const change = changes.get(event.change);
      if (change !== undefined) Object.assign(change, { result: event.result, ms: event.ms });
      // Several steps go to a host at once, until one is not done. Only after a lost answer can those behind it have begun.
      if (event.result !== 'unknown')
        for (const step of intents) if (step.startsWith(`${event.change}/`)) intents.delete(step);
    }
  }
  return {
    cluster: began?.is === 'run.began' ? began.cluster : null,
    // Journals of earlier versions do not say it.
    operation: began?.is === 'run.began' ? (began.operation ?? null) : null,
    beganAt: first?.at ?? null,
    lastAt: last?.at ?? null,
    ending: ended?.is === 'run.ended' ? ended.result : 'open',
    holder: began?.is === 'run.began' ? (began.holder ?? null) : null,
    changes: began?.is === 'run.began' ? began.changes : null,
    ms: first === undefined || last === undefined ? 0 : Date.parse(last.at) - Date.parse(first.at),
    hosts: [...hosts].map(([host, of]) => ({ host, changes: of })),
    out: events.flatMap(event =>
      event.is === 'host.out' || event.is === 'host.silent'
        ? [{ host: event.host, because: event.because }]
        : [],
    ),
    held: events.flatMap(event =>
      event.is === 'change.held' ? [{ change: event.change, because: event.because }] : [],
    ),
    unknown: [...intents],
  };
}

function partsOf(change: string): { host: string; subject: string } {
  const at = change.indexOf('/');
  return { host: change.slice(0, at), subject: change.slice(at + 1) };
}
