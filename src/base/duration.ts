/** Durations as people write them (`250ms`, `1s`, `1m30s`) and as milliseconds. */

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** The form of a written duration, as a regular expression's source for schemas. */
export const DURATION_FORM = '^(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h))+$';

const WHOLE = new RegExp(DURATION_FORM);
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/** Milliseconds, a whole number; null when the text is not of the form or not a whole number of milliseconds. */
export function parseDuration(text: string): number | null {
  if (!WHOLE.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(PART))
    total += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const whole = Math.round(total);
  // 0.3s is 300 ms and not 299.99999999999994 ms; 0.3ms is refused.
  return Number.isSafeInteger(whole) && Math.abs(total - whole) < 1e-6 ? whole : null;
}

/** The shortest writing with one unit that loses nothing: 1000 is `1s`, 1500 `1.5s`, 250 `250ms`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  if (ms < 60_000 || ms % 60_000 !== 0) return `${Number((ms / 1000).toFixed(3))}s`;
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000}h` : `${ms / 60_000}m`;
}
