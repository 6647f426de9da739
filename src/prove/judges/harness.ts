/** Whether this machine was quick enough to measure: what it adds to the figures by its own lateness. */
import { TOO_LATE_MS } from '../p1/parameters.ts';
import { doesNotApply, type Judge, ms } from './judge.ts';

export const harness: Judge = {
  id: 'harness',
  title: 'the machine that measured was not late itself',
  judge: sample => {
    const judged = sample.traffic.filter(({ kind }) => kind === 'newConnections');
    if (judged.length === 0) return doesNotApply('no new connections were made');
    const late = Math.max(...judged.map(({ worstLatenessMs }) => worstLatenessMs));
    const told = `an attempt was started ${ms(late)} too late at worst`;
    if (late <= TOO_LATE_MS) return { verdict: 'passed', evidence: told };
    return { verdict: 'not-judged', evidence: `${told}, more than the ${ms(TOO_LATE_MS)} that are allowed` };
  },
};
