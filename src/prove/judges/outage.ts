/** The longest time in which no new connection had its answer, against the budget. */
import {
  budgetOf,
  doesNotApply,
  type Judge,
  ms,
  NOTHING_MS,
  outageOf,
  passedIf,
  trafficOf,
} from './judge.ts';

export const outageJudge: Judge = {
  id: 'outage',
  title: 'new connections are answered within the budget',
  judge: (sample, drill, bounds) => {
    const history = trafficOf(sample, 'newConnections');
    if (history === undefined) return doesNotApply('no new connections were made');
    const budget = budgetOf(drill, bounds, sample);
    const { ms: length, open: touches } = outageOf(history);
    // The last rhythm before the end always touches it.
    const open = touches && length > NOTHING_MS;
    const told = `${ms(length)} without a success${open ? ' at an end of what was watched: it may have been longer' : ''}`;
    if (budget === null) return doesNotApply(`${told}; this drill has no bound`);
    return passedIf(length <= budget && !open, `${told}, of ${ms(budget)} that are allowed`);
  },
};
