/** What happens in a run, as data: journal, terminal, JSON and reports are all made from these. */
import type { Digest } from '../base/digest.ts';
import type { Holder } from '../hosts/host.ts';
import type { Operation } from '../plan/plan.ts';

export type StepResult = 'done' | 'already' | 'not-done' | 'foreign' | 'fenced' | 'unknown';
export type ChangeResult = 'done' | 'failed' | 'foreign' | 'fenced' | 'unknown' | 'cancelled';

/** Why a change was not started. */
export type HeldBack =
  | 'after-failure'
  | 'waits-for-failed'
  | 'host-out'
  | 'cancelled'
  | 'fenced'
  | 'majority-silent';

export type RunEvent =
  | {
      is: 'run.began';
      run: string;
      cluster: string;
      operation: Operation;
      plan: Digest;
      changes: number;
      steps: number;
      /** Journals of earlier versions do not say it. */
      holder?: Holder;
    }
  | { is: 'lock.waits'; host: string; holder: string; silentMs: number }
  | { is: 'host.taken'; host: string; epoch: number; stopped: readonly string[] }
  | { is: 'host.out'; host: string; because: string }
  /** The hosts had moved on since the plan was shown, and nobody wanted to be asked. */
  | { is: 'plan.renewed'; changes: number }
  | { is: 'change.began'; change: string }
  | { is: 'step.intent'; step: string }
  | { is: 'step.retry'; step: string; because: string; attempt: number }
  | { is: 'step.outcome'; step: string; result: StepResult; ms: number; detail: string }
  | { is: 'change.ended'; change: string; result: ChangeResult; ms: number }
  | { is: 'change.held'; change: string; because: HeldBack }
  | { is: 'host.silent'; host: string; because: string }
  | { is: 'run.ended'; result: 'done' | 'failed' | 'cancelled' | 'fenced'; ms: number };

/** An event with its place in the run. */
export type StampedEvent = RunEvent & { at: string; seq: number };

/** Resolves when the event is as durable as it will be. */
export type Record = (event: RunEvent) => Promise<void>;
