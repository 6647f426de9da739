/** What the probe's program tells its parent: one line of JSON each on standard output. */
import type { Origin } from './history.ts';
import type { Outage } from './judges.ts';

export interface ProbeProgress {
  is: 'progress';
  /** Since the first start. */
  elapsedMs: number;
  started: number;
  ok: number;
  failed: number;
  /** The longest time without a success so far, the present one included. */
  longestGapMs: number;
  /** Time since the last success. */
  gapMs: number;
  /** The longest time without a success that ended since the line before this one; 0 when nothing succeeded. */
  endedGapMs: number;
  lastError: string | null;
}

export interface ProbeSummary {
  is: 'summary';
  attempts: number;
  ok: number;
  failed: number;
  /** 0 to 1. */
  failedShare: number;
  outage: Outage;
  /** Milliseconds; null when nothing succeeded. */
  medianMs: number | null;
  slowestMs: number | null;
  errors: Readonly<Record<string, number>>;
  /** How much too late an attempt was started at worst: what this machine itself adds to the figures. */
  worstLatenessMs: number;
  origin: Origin;
  verified: boolean;
  history: string;
}

export type ProbeMessage = ProbeProgress | ProbeSummary;
