/** How long an open watch was silent, beyond the time in which there was nothing to hear. */
import { doesNotApply, type Judge, ms, outageOf, passedIf, trafficOf } from './judge.ts';

/**
 * A silent watch is released by HAProxy when it calls the server down, or by the client's own pings: a second to the
 * ping and one for its answer, one for the new connection, beside the bound for hangs.
 */
const CLIENT_MS = 3000;

export const watchesJudge: Judge = {
  id: 'watches',
  title: 'open watches come back',
  judge: (sample, drill, bounds) => {
    const history = trafficOf(sample, 'watches');
    if (history === undefined) return doesNotApply('nothing was watched');
    const writes = trafficOf(sample, 'writes');
    const { ms: silent, open } = outageOf(history);
    const unwritten = writes === undefined ? 0 : outageOf(writes).ms;
    const bound = unwritten + bounds.hangMs + CLIENT_MS;
    const told = `the longest silence was ${ms(silent)}; nothing was written for ${ms(unwritten)}`;
    if (drill.budget === null) return doesNotApply(`${told}; this drill has no bound`);
    return passedIf(!open && silent <= bound, `${told}, of ${ms(bound)}${open ? '; it had not ended' : ''}`);
  },
};
