/** How many of the new connections failed, counted as the time that so many attempts stand for. */
import { failedShare } from '../p1/judges.ts';
import { budgetOf, doesNotApply, type Judge, ms, passedIf, trafficOf } from './judge.ts';

export const failedShareJudge: Judge = {
  id: 'failed-share',
  title: 'failed attempts together are no more than the budget',
  judge: (sample, drill, bounds) => {
    const history = trafficOf(sample, 'newConnections');
    if (history === undefined) return doesNotApply('no new connections were made');
    // A machine that comes back is work for the others, where they share processors, and so is the way to the next fault;
    // the outage is judged then, too.
    const isBetween = (atMs: number) =>
      sample.hits.some((hit, nth) => atMs >= hit.judgedToMs && atMs < (sample.hits[nth + 1]?.atMs ?? 0));
    const attempts = history.attempts.filter(
      ({ startMs }) => startMs < sample.judgedToMs && !isBetween(startMs),
    );
    const failed = attempts.filter(({ ok }) => !ok).length;
    const stand = failed * history.everyMs;
    const share = (100 * failedShare({ window: history.window, attempts })).toFixed(2);
    const later = history.attempts.filter(({ ok }) => !ok).length - failed;
    const told = `${failed} of ${attempts.length} failed until the fault was over (${share} %), ${later} later; as many as start in ${ms(stand)}`;
    const budget = budgetOf(drill, bounds, sample);
    if (budget === null) return doesNotApply(`${told}; this drill has no bound`);
    // What must not be noticed is not noticed ten times, either.
    const faults = drill.budget === 'none' ? 1 : Math.max(1, sample.hits.length);
    const bound = budget * faults;
    return passedIf(stand <= bound, `${told}, of ${ms(bound)}`);
  },
};
