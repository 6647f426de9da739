/** Figures of benchmarks: medians, ratios, and one line for each. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which a share `share` of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** `reached` or `NOT REACHED`, with the figure and its bound. */
export function verdict(what: string, figure: number, atMost: number, unit: string): string {
  const word = figure <= atMost ? 'reached' : 'NOT REACHED';
  return `${word}: ${what} ${figure.toFixed(2)}${unit} (at most ${atMost}${unit})`;
}
