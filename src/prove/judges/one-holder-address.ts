/** One kernel at a time has the VIP, by the kernels' own words. */
import type { Holding, Sample } from '../proof.ts';
import { judgedDoubles, type Span } from './doubles.ts';
import { type Judge, ms } from './judge.ts';

/**
 * What an observer on the wire that looks each 50 ms would not see (the measure). A hand-over is no swap: Keepalived
 * says that it leaves (RFC 9568, 6.4.3: priority 0) before it takes its address away, and a backup that is scheduled first
 * has it up to 26 ms earlier (docs/measurements/failover.md).
 */
const SAME_MOMENT_MS = 50;

export const oneHolderAddress: Judge = {
  id: 'one-holder-address',
  title: 'one balancer has the VIP',
  judge: (sample, drill) => {
    const doubles = spansOf(sample).filter(({ fromMs, toMs }) => toMs - fromMs > SAME_MOMENT_MS);
    return judgedDoubles(doubles, sample, drill, `within ${ms(SAME_MOMENT_MS)} is the same moment`);
  },
};

/** When more than one had it. */
export function spansOf({
  observed: { holdings },
  startMs,
  endMs,
}: Pick<Sample, 'observed' | 'startMs' | 'endMs'>): Span[] {
  const times = [...new Set(holdings.flatMap(({ changes }) => changes.map(({ atMs }) => atMs)))].sort(
    (a, b) => a - b,
  );
  const spans: Span[] = [];
  for (const [at, fromMs] of [startMs, ...times].entries()) {
    const toMs = times[at] ?? endMs;
    const who = holdings.filter(holding => heldAt(holding, fromMs)).map(({ host }) => host);
    if (who.length < 2 || toMs <= fromMs) continue;
    const last = spans.at(-1);
    if (last !== undefined && last.toMs === fromMs) last.toMs = toMs;
    else spans.push({ fromMs, toMs, who });
  }
  return spans;
}

export function heldAt({ held, changes }: Holding, atMs: number): boolean {
  return changes.findLast(change => change.atMs <= atMs)?.held ?? held;
}
