/** What a probe saw: one line of JSON for each attempt, in the order of their ends. */

export interface Attempt {
  /** Milliseconds from the origin to the start of the connection. */
  startMs: number;
  /** From the start to the end of the answer, or to the failure. */
  latencyMs: number;
  ok: boolean;
  /** Null when ok; else a word such as `ECONNREFUSED`, `deadline:connect`, `status:503`. */
  error: string | null;
}

/** The same instant on both clocks, so that faults noted by others can be placed. */
export interface Origin {
  /** Milliseconds since the epoch. */
  wallMs: number;
  /** CLOCK_MONOTONIC of this machine, nanoseconds. */
  monotonicNs: string;
}

export const HISTORY_FORMAT = 'barque.probe/v1';

export interface HistoryHead {
  format: typeof HISTORY_FORMAT;
  host: string;
  port: number;
  path: string;
  verified: boolean;
  everyMs: number;
  deadlineMs: number;
  origin: Origin;
}

export interface History {
  /** The window in which attempts were started and ended, milliseconds from the origin. */
  window: { startMs: number; endMs: number };
  attempts: readonly Attempt[];
}

/** From the first start to the last end; an empty history has an empty window. */
export function historyOf(attempts: readonly Attempt[]): History {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = 0;
  for (const attempt of attempts) {
    startMs = Math.min(startMs, attempt.startMs);
    endMs = Math.max(endMs, attempt.startMs + attempt.latencyMs);
  }
  return { window: { startMs: Number.isFinite(startMs) ? startMs : 0, endMs }, attempts };
}

/** Reads a history file; a last line that was cut off by a kill is left out. */
export function parseHistory(text: string): { head: HistoryHead; attempts: Attempt[] } | null {
  const lines = text.split('\n');
  // What follows the last newline is empty, or half a line.
  lines.pop();
  const [first, ...rest] = lines;
  if (first === undefined) return null;
  const head = JSON.parse(first) as HistoryHead;
  if (head.format !== HISTORY_FORMAT) return null;
  return { head, attempts: rest.map(line => JSON.parse(line) as Attempt) };
}
