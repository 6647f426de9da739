/** What the API acknowledged is there afterwards; what it never answered is neither lost nor kept. */
import { doesNotApply, type Judge, passedIf } from './judge.ts';

export const nothingLost: Judge = {
  id: 'nothing-lost',
  title: 'no acknowledged write is lost',
  judge: ({ written }) => {
    if (written === null) return doesNotApply('nothing was written');
    if (written.found === null)
      return { verdict: 'not-judged', evidence: 'what was written could not be read afterwards' };
    const found = new Set(written.found);
    const lost = written.acknowledged.filter(name => !found.has(name));
    const kept = written.unknown.filter(name => found.has(name)).length;
    const told = `${written.acknowledged.length} acknowledged, ${written.unknown.length} without an answer (${kept} of them are there)`;
    if (written.acknowledged.length === 0)
      return { verdict: 'not-judged', evidence: `${told}: nothing to lose` };
    if (lost.length === 0) return passedIf(true, `${told}; all acknowledged ones are there`);
    return passedIf(
      false,
      `${told}; lost: ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''}`,
    );
  },
};
