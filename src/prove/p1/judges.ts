/** Judges of a probe's history: pure, so that made-up histories can show that they judge. */
import type { Attempt, History } from './history.ts';

export interface Outage {
  /** The longest time without a success. */
  ms: number;
  /** From this success, or from the window's start … */
  fromMs: number;
  /** … to the next one, or to the window's end. */
  toMs: number;
  /** It touches an end of the window, so it may have been longer. */
  open: boolean;
}

/**
 * The longest time without a success. A success happens when its answer is whole, not when it was started: during
 * an outage many are started. Before the first and after the last one the window's ends count, or a probe that
 * never succeeds would have seen no outage.
 */
export function outage({ window, attempts }: History): Outage {
  const successes = attempts
    .filter(({ ok }) => ok)
    .map(({ startMs, latencyMs }) => startMs + latencyMs)
    .sort((a, b) => a - b);
  let longest: Outage = { ms: 0, fromMs: window.startMs, toMs: window.startMs, open: false };
  const consider = (fromMs: number, toMs: number, open: boolean) => {
    if (toMs - fromMs > longest.ms) longest = { ms: toMs - fromMs, fromMs, toMs, open };
  };
  let before = window.startMs;
  for (const [at, success] of successes.entries()) {
    consider(before, success, at === 0);
    before = success;
  }
  consider(before, window.endMs, true);
  return longest;
}

export interface Cleaning {
  /** From the fault to the end of the last failed or slow attempt; 0 when there was none after it. */
  ms: number;
  /** The last attempt of all was bad, so it was not over when the window ended. */
  open: boolean;
}

/** Slower than this is not clean (design: P1's deadline). */
export const SLOW_MS = 200;

/**
 * Fault to the end of the last failed or slow attempt, milliseconds. The gap hides most damage: with settings that leave a dead backend in
 * rotation a third of all attempts went on failing for seconds after the VIP had moved (docs: trials).
 */
export function timeToClean({ attempts }: History, faultAtMs: number, slowMs: number = SLOW_MS): Cleaning {
  let cleanAt = faultAtMs;
  let lastBadStart = Number.NEGATIVE_INFINITY;
  let lastStart = Number.NEGATIVE_INFINITY;
  for (const attempt of attempts) {
    const endMs = attempt.startMs + attempt.latencyMs;
    // One that had ended before the fault tells nothing of it.
    if (endMs < faultAtMs) continue;
    lastStart = Math.max(lastStart, attempt.startMs);
    if (!bad(attempt, slowMs)) continue;
    cleanAt = Math.max(cleanAt, endMs);
    lastBadStart = Math.max(lastBadStart, attempt.startMs);
  }
  // By starts: a late end of an earlier attempt does not say that later ones were bad.
  return {
    ms: cleanAt - faultAtMs,
    open: lastBadStart !== Number.NEGATIVE_INFINITY && lastBadStart === lastStart,
  };
}

function bad({ ok, latencyMs }: Attempt, slowMs: number): boolean {
  return !ok || latencyMs > slowMs;
}

/** Failed attempts of all, 0 to 1; 0 when there were none. */
export function failedShare({ attempts }: History): number {
  if (attempts.length === 0) return 0;
  return attempts.filter(({ ok }) => !ok).length / attempts.length;
}

/** How often each error was seen, the commonest first. */
export function errorCounts({ attempts }: History): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { error } of attempts) if (error !== null) counts.set(error, (counts.get(error) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

/** Latency of successes at a share of them (0.5: median), milliseconds; null when nothing succeeded. */
export function latencyAt({ attempts }: History, share: number): number | null {
  const sorted = attempts
    .filter(({ ok }) => ok)
    .map(({ latencyMs }) => latencyMs)
    .sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}
