/** Two holders: when, for how long, and whether the drill allows it. */
import type { Drill } from '../drill.ts';
import type { JudgeResult, Sample } from '../proof.ts';
import { ms, passedIf } from './judge.ts';

export interface Span {
  fromMs: number;
  toMs: number;
  who: readonly string[];
}

/** After waking or plugging in, so long may both still have it (issue: a second; an advert and a garp). */
const AFTERWARDS_MS = 1000;

export function judgedDoubles(
  spans: readonly Span[],
  sample: Sample,
  { twoHolders }: Drill,
  note: string,
): Omit<JudgeResult, 'judge'> {
  if (spans.length === 0) return passedIf(true, 'never two');
  const total = spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const who = [...new Set(spans.flatMap(span => span.who))].sort().join(' and ');
  const first = ms(spans[0]!.fromMs - sample.faultMs);
  const told = `${who} for ${ms(total)}, from ${first} after the fault`;
  if (twoHolders === 0) return passedIf(false, `${told} (${note})`);
  if (twoHolders === 'until-healed') {
    const endMs = spans.at(-1)!.toMs;
    const isEarly = spans[0]!.fromMs < sample.faultMs;
    const late = endMs - sample.healedMs;
    return passedIf(
      !isEarly && late <= AFTERWARDS_MS,
      late > 0
        ? `${told}, until ${ms(late)} after the fault was over, of ${ms(AFTERWARDS_MS)}`
        : `${told}, while the fault lasted, as it must be`,
    );
  }
  return passedIf(total <= twoHolders, `${told}, of ${ms(twoHolders)} that are allowed`);
}
