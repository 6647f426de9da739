/** One kernel at a time has the VIP, by the kernels' own words. */
import type { Holding, Sample } from '../proof.ts';
import { judgedDoubles, type Span } from './doubles.ts';
import type { Judge } from './judge.ts';

export const oneHolderAddress: Judge = {
  id: 'one-holder-address',
  title: 'one balancer has the VIP',
  judge: (sample, drill) => judgedDoubles(spansOf(sample), sample, drill, "by the kernels' own times"),
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
