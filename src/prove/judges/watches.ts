/** How long an open watch was silent, beyond the time in which there was nothing to hear. */
import { stillMs, watchesBoundOf } from './bounds.ts';
import { doesNotApply, type Judge, ms, outageOf, trafficOf } from './judge.ts';
import { verdictOf } from './traffic.ts';

export const watchesJudge: Judge = {
  id: 'watches',
  title: 'open watches come back',
  judge: (sample, drill, bounds) => {
    const history = trafficOf(sample, 'watches');
    if (history === undefined) return doesNotApply('nothing was watched');
    const writes = trafficOf(sample, 'writes');
    const { ms: silent, open: touches } = outageOf(history);
    const unwritten = writes === undefined ? 0 : outageOf(writes).ms;
    const bound = watchesBoundOf(unwritten, sample, drill, bounds);
    const told = `the longest silence was ${ms(silent)}; nothing was written for ${ms(unwritten)}`;
    if (bound === null) return doesNotApply(`${told}; this drill has no bound`);
    const open = touches && silent > stillMs('watches');
    const verdict = verdictOf(silent, bound, open, history.worstLatenessMs);
    const late = verdict === 'not-judged' ? ', while what listened was late itself' : '';
    return { verdict, evidence: `${told}, of ${ms(bound)}${open ? '; it had not ended' : ''}${late}` };
  },
};
