/** What makes one kind of traffic until it is told to stop. */
import type { Attempt } from '../p1/history.ts';
import type { PodKind } from '../proof.ts';
import type { TrafficTask } from './task.ts';

/** An attempt with what some kinds add. */
export interface RecordedAttempt extends Attempt {
  /** Which of several streams it belongs to. */
  lane?: number;
  /** Of several kinds in one history; null: it stands for nothing but that all is ready. */
  kind?: PodKind | null;
  /** Of the object that was to be created. */
  name?: string;
}

export interface Recorder {
  /** Since the origin, milliseconds. */
  nowMs(): number;
  record(attempt: RecordedAttempt): void;
  /** The program itself was so late, milliseconds, at `atMs` since the origin: where its attempts do not tell. */
  late(atMs: number, lateMs: number): void;
}

/** Resolves after the signal, with how much too late an attempt was started at worst, milliseconds. */
export type Driver = (task: TrafficTask, recorder: Recorder, signal: AbortSignal) => Promise<number>;
