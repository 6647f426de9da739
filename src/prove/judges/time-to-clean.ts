/** How long after the fault the last new connection failed or was slow, against twice the budget. */
import { type Cleaning, SLOW_MS, timeToClean } from '../p1/judges.ts';
import type { Sample, TrafficHistory } from '../proof.ts';
import { budgetOf, doesNotApply, type Judge, ms, passedIf, trafficOf } from './judge.ts';

/**
 * A dead server stays in rotation until its checks have failed, beside the outage: two budgets hold both, each in its
 * worst case.
 */
const BUDGETS = 2;

export const timeToCleanJudge: Judge = {
  id: 'time-to-clean',
  title: 'no attempt fails or is slow any more after twice the budget',
  judge: (sample, drill, bounds) => {
    const history = trafficOf(sample, 'newConnections');
    if (history === undefined) return doesNotApply('no new connections were made');
    const budget = budgetOf(drill, bounds);
    // A second fault of the same drill begins anew; where several follow, the last one's time decides.
    const clean = cleaningOf(history, sample);
    const told = clean.open ? 'it was not clean when the watching ended' : `clean after ${ms(clean.ms)}`;
    if (budget === null) return doesNotApply(`${told}; this drill has no bound`);
    if (drill.acts.filter(({ is }) => is === 'strike').length > 1)
      return doesNotApply(`${told}; several faults follow one another`);
    return passedIf(!clean.open && clean.ms <= BUDGETS * budget, `${told}, of ${ms(BUDGETS * budget)}`);
  },
};

/**
 * From the fault to the last failed or slow attempt. What a machine that comes back costs is told by the outage and by
 * the failed share.
 */
export function cleaningOf(
  history: TrafficHistory,
  { faultMs, healedMs }: Pick<Sample, 'faultMs' | 'healedMs'>,
): Cleaning {
  const attempts = history.attempts.filter(({ startMs }) => startMs < healedMs);
  // Patient clients are slow by their nature.
  const slowMs = Math.max(SLOW_MS, Math.min(history.deadlineMs, 1000));
  return timeToClean({ window: history.window, attempts }, faultMs, slowMs);
}
