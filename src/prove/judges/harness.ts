/** Whether this machine was quick enough to measure: what it adds to the figures by its own lateness. */

import { DOUBTFUL_MS } from '../clocks.ts';
import type { Drill } from '../drill.ts';
import { P1, TOO_LATE_MS } from '../p1/parameters.ts';
import type { JudgeResult, Sample } from '../proof.ts';
import { failedShareJudge } from './failed-share.ts';
import { type Bounds, doesNotApply, type Judge, ms, trafficOf } from './judge.ts';
import { outageJudge } from './outage.ts';
import { timeToCleanJudge } from './time-to-clean.ts';
import { trafficJudge } from './traffic.ts';
import { watchesJudge } from './watches.ts';

/**
 * What lateness of the machine that measures can make fail, and hardly make pass: it adds to every time without a success.
 * Only failures that nobody tried for would stay unseen, and for no longer than it was late.
 */
export const BY_TIME: readonly Judge[] = [
  outageJudge,
  timeToCleanJudge,
  failedShareJudge,
  trafficJudge,
  watchesJudge,
];

export const harness: Judge = {
  id: 'harness',
  title: 'what measured was whole, and not late itself',
  judge: (sample, drill, bounds) => {
    if (sample.broken.length > 0)
      return notJudged(`not all that happened was seen: ${sample.broken.join('; ')}`);
    if (wasSet(sample))
      return notJudged(`the clock of the machine that measures was set by ${ms(sample.setMs)} meanwhile`);
    const late = latenessOf(sample);
    if (late === null) return doesNotApply('no new connections were made');
    const told = `an attempt was started ${ms(late)} too late at worst`;
    if (late <= TOO_LATE_MS) return { verdict: 'passed', evidence: told };
    if (late > P1.deadlineMs) return notJudged(`${told}, longer than an attempt may last`);
    const isHarmless = BY_TIME.every(each => each.judge(sample, drill, bounds).verdict !== 'failed');
    if (isHarmless) return { verdict: 'passed', evidence: `${told}, which only adds to what was measured` };
    return notJudged(
      `${told}, more than the ${ms(TOO_LATE_MS)} that are allowed where a figure is too large`,
    );
  },
};

/** Whether nobody knows what came before what: a program's times are those of the date at its start. */
export function wasSet({ setMs }: Sample): boolean {
  return Math.abs(setMs) > DOUBTFUL_MS;
}

/** Whether all that was judged by time stands under its lateness; what was not seen at all is another matter. */
export function isLate(sample: Sample, drill: Drill, bounds: Bounds): boolean {
  return harness.judge({ ...sample, broken: [] }, drill, bounds).verdict === 'not-judged';
}

function notJudged(evidence: string): Omit<JudgeResult, 'judge'> {
  return { verdict: 'not-judged', evidence };
}

/** Milliseconds; null: none were made. */
function latenessOf(sample: Sample): number | null {
  return trafficOf(sample, 'newConnections')?.worstLatenessMs ?? null;
}
