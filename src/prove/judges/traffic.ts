/** The longest time without a success of every kind of traffic beside new connections, against its bound. */

import type { Drill } from '../drill.ts';
import type { Sample, TrafficHistory, Verdict } from '../proof.ts';
import { TRAFFIC_WORDS } from '../traffic-words.ts';
import { boundOf, stillMs } from './bounds.ts';
import { type Bounds, doesNotApply, type Judge, ms, outageOf } from './judge.ts';

/** Judged by themselves. */
const ELSEWHERE: readonly string[] = ['newConnections', 'watches'];

export const trafficJudge: Judge = {
  id: 'traffic',
  title: 'reads, writes, kept connections and pods are served in time',
  judge: (sample, drill, bounds) => {
    const found = sample.traffic
      .filter(({ kind }) => !ELSEWHERE.includes(kind) && !(kind === 'service' && strikesItsHost(drill)))
      .flatMap(history => judged(history, sample, drill, bounds) ?? []);
    if (found.length === 0)
      return doesNotApply(drill.budget === null ? 'this drill has no bound' : 'there was none');
    const rank = (verdict: Verdict) => ['failed', 'not-judged', 'passed'].indexOf(verdict);
    const [worst] = found.toSorted((a, b) => rank(a.verdict) - rank(b.verdict) || b.share - a.share);
    const others = found.filter(each => each !== worst && each.verdict === 'failed').length;
    const more = others === 0 ? '' : `; ${others} more kinds failed`;
    const nearest = worst!.verdict === 'passed' ? `of ${found.length} kinds nearest to its bound: ` : '';
    return { verdict: worst!.verdict, evidence: `${nearest}${worst!.told}${more}` };
  },
};

/** Its own judge does then. */
function strikesItsHost({ acts }: Drill): boolean {
  return acts.some(act => act.is === 'strike' && act.on === 'worker');
}

/** Null: there is no bound. `share`: of the bound. */
function judged(history: TrafficHistory, sample: Sample, drill: Drill, bounds: Bounds) {
  const bound = boundOf(history.kind, sample, drill, bounds);
  if (bound === null) return null;
  const { ms: length, open: touches } = outageOf(history);
  const open = touches && length > stillMs(history.kind);
  const told = `${TRAFFIC_WORDS[history.kind]}: ${ms(length)} without a success, of ${ms(bound)}${open ? '; at an end of what was watched, so it may have been longer' : ''}`;
  const late = history.worstLatenessMs;
  const verdict = verdictOf(length, bound, open, late);
  const excuse =
    verdict === 'not-judged'
      ? `, while its program was ${late === Number.POSITIVE_INFINITY ? 'cut off' : `${ms(late)} late`}`
      : '';
  return { verdict, told: `${told}${excuse}`, share: open ? Number.POSITIVE_INFINITY : length / bound };
}

/** What a late program adds to a time without a success nobody has suffered. */
export function verdictOf(length: number, bound: number, open: boolean, lateMs: number): Verdict {
  if (length <= bound && !open) return 'passed';
  const isCut = lateMs === Number.POSITIVE_INFINITY;
  return isCut || (!open && length - lateMs <= bound) ? 'not-judged' : 'failed';
}
