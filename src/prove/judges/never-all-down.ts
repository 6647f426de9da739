/** No HAProxy calls all of its servers down while one of them lives. */
import { doesNotApply, type Judge, ms, passedIf } from './judge.ts';

export const neverAllDown: Judge = {
  id: 'never-all-down',
  title: 'no HAProxy loses all its servers',
  judge: ({ observed: { backends }, faultMs, hits }, drill) => {
    if (backends.length === 0) return { verdict: 'not-judged', evidence: 'no HAProxy ever told its servers' };
    if (drill.mayLoseAll === true) return doesNotApply('no majority of the servers lives in this drill');
    // One that starts again has servers that it has not checked yet; it is not asked for.
    const began = hits.filter(({ what }) => ['machine', 'haproxy.service'].includes(what));
    const isNew = (balancer: string) => began.some(({ host }) => host === balancer);
    const empty = backends.filter(({ up, balancer }) => up?.length === 0 && !isNew(balancer));
    if (empty.length === 0)
      return passedIf(true, `${backends.length} states were seen, each with a server that is up`);
    const { balancer, atMs } = empty[0]!;
    return passedIf(false, `${balancer} called all of them down ${ms(atMs - faultMs)} after the fault`);
  },
};
