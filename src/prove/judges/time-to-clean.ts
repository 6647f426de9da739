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
    const budget = budgetOf(drill, bounds, sample);
    const clean = cleaningOf(history, sample);
    const several = sample.hits.length > 1 ? `, at worst of ${sample.hits.length} faults` : '';
    const told = clean.open
      ? 'it was not clean when the watching ended'
      : `clean after ${ms(clean.ms)}${several}`;
    if (budget === null) return doesNotApply(`${told}; this drill has no bound`);
    if (drill.budget === 'fault') return doesNotApply(`${told}; clients may fail as long as the fault lasts`);
    return passedIf(!clean.open && clean.ms <= BUDGETS * budget, `${told}, of ${ms(BUDGETS * budget)}`);
  },
};

/**
 * From a fault to the last failed or slow attempt before the next one, the worst of them. What a machine that comes back
 * costs is told by the outage and by the failed share; so is slowness after the hold of what was killed, which is its
 * start: an apiserver's takes two cores from the others 12 to 16 s after the kill (docs/measurements/failover.md). What is
 * refused then is not slowness, and counts.
 */
export function cleaningOf(
  history: TrafficHistory,
  { faultMs, judgedToMs, hits }: Pick<Sample, 'faultMs' | 'judgedToMs' | 'hits'>,
): Cleaning {
  // Patient clients are slow by their nature.
  const slowMs = Math.max(SLOW_MS, Math.min(history.deadlineMs, 1000));
  const spans = hits.length > 0 ? hits : [{ atMs: faultMs, heldToMs: judgedToMs, judgedToMs }];
  const each = spans.map(span => {
    const attempts = history.attempts.filter(
      attempt =>
        attempt.startMs < span.heldToMs || (attempt.startMs < span.judgedToMs && isAnswered(attempt)),
    );
    return timeToClean({ window: history.window, attempts }, span.atMs, slowMs);
  });
  return each.reduce((worst, one) => (isWorse(one, worst) ? one : worst));
}

/** Whether somebody answered in time, be it by refusing. */
function isAnswered({ ok, latencyMs, error }: TrafficHistory['attempts'][number]): boolean {
  return ok ? latencyMs <= SLOW_MS : !(error ?? '').startsWith('deadline');
}

function isWorse(one: Cleaning, other: Cleaning): boolean {
  return one.open === other.open ? one.ms > other.ms : one.open;
}
