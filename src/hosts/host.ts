/** Hosts as the rest of Barque sees them: one that can only be read, and one in hand, made by taking the fence. */

import type { Observation } from '../base/observation.ts';
import type { ShellText } from '../base/shell-text.ts';
import type { Claim } from './claim.ts';
import type { Content } from './content.ts';
import type { Reading } from './reading.ts';
import type { Effect, SimulatedMachine } from './simulated/machine.ts';

/** All that plan, check and status ever get: it has no method that writes. */
export interface Host {
  readonly name: string;
  /** Throws BarqueError: connection when the host cannot be reached, remote-step when the answer makes no sense. */
  read<T>(reading: Reading<T>, signal: AbortSignal): Promise<T>;
}

/** One step, ready to be done on a host. */
export interface Action {
  /** Step id, for the host's journal. */
  id: string;
  /** Name of the transient unit; the same for the same step of the same run, so that a second call attaches. */
  unit: string;
  /** $1, $2, … of both texts: no `$`, no newline, no tab, never empty. */
  args: readonly string[];
  observe: ShellText;
  perform: ShellText;
  /** Standard input of `perform`. */
  input: Content;
  /** Null: whatever is there. */
  before: Observation | null;
  after: Observation;
  deadlineMs: number;
  /** Atomic and short: it needs no unit of its own to outlive a connection. */
  inline: boolean;
  /** How many more times it is tried when it was not done. */
  tries: number;
  simulate: {
    observe(machine: SimulatedMachine): Observation;
    perform(machine: SimulatedMachine, input: Content): Iterable<Effect>;
  };
}

/** What became of an action, decided by observing, never by an exit code. */
export type Outcome =
  | { is: 'done'; acted: boolean }
  | { is: 'not-done'; observed: Observation; log: string }
  | { is: 'foreign'; observed: Observation }
  | { is: 'fenced'; by: number }
  | { is: 'unknown'; because: string };

export type Renewal = { is: 'held' } | { is: 'fenced'; by: number } | { is: 'unknown'; because: string };

/**
 * What it means that a host holds another epoch than the run's own. None at all: it has forgotten the run, by a reset or since
 * it was installed anew in the middle. That is one host's affair: those that another run took refuse by themselves.
 */
export function notHeld(held: number): { is: 'fenced'; by: number } | { is: 'unknown'; because: string } {
  if (held > 0) return { is: 'fenced', by: held };
  return {
    is: 'unknown',
    because: 'it knows nothing of this run any more: it was reset, or installed anew, in the middle of it',
  };
}

export interface HostInHand extends Host {
  readonly epoch: number;
  /** Throws what the action's input throws before its first piece: nothing has happened then. */
  perform(action: Action, signal: AbortSignal): Promise<Outcome>;
  /**
   * Inline actions one after another in one round trip, until one is not done: what became of each that was come to, the
   * last of which may be other than done. At least one; of those after a lost answer nothing is known.
   */
  performTogether(actions: readonly Action[], signal: AbortSignal): Promise<Outcome[]>;
  /** Says "still here"; others wait 30 s after the last time. */
  renew(signal: AbortSignal): Promise<Renewal>;
  /** Ends the run on this host; nothing happens when someone else has taken it. */
  release(signal: AbortSignal): Promise<void>;
}

export type Taking =
  | { is: 'taken'; hand: HostInHand; stopped: readonly string[] }
  /** The claim is no longer the one that was seen. */
  | { is: 'changed' }
  | { is: 'unreachable'; because: string };

/** Something that is watched on a host without changing it; it ends when its standard input does. */
export type Following = Pick<Reading<never>, 'text' | 'args'>;

/** A host with the way to take it; only run/ holds one. */
export interface Door {
  readonly host: Host;
  /**
   * Raises the host's epoch from `seen.epoch` to `next.epoch`, if its claim is still `seen`; then waits
   * for running steps of earlier runs, at most `patienceMs`, and stops what is left.
   */
  take(seen: Claim, next: NewClaim, patienceMs: number, signal: AbortSignal): Promise<Taking>;
  /** Hears what a reading prints while it goes on; resolves with why it ended (see Shell). */
  follow(following: Following, hear: (line: string) => void, signal: AbortSignal): Promise<string>;
}

export interface NewClaim {
  epoch: number;
  cluster: { id: string; name: string };
  run: string;
  holder: Holder;
}

/** Who runs Barque: enough to know, on the same machine, whether it still lives. */
export interface Holder {
  user: string;
  machine: string;
  pid: number;
  /** Start time of the process in clock ticks since boot (proc(5), field 22): pids are used again. */
  started: string;
}
