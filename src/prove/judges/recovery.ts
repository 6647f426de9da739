/** The cluster is whole again, in the eyes of the same view that `status` has. */
import { type Judge, passedIf } from './judge.ts';

export const recovery: Judge = {
  id: 'recovery',
  title: 'the cluster is whole again by itself',
  judge: ({ wholeMs, healedMs, endMs, problems }) => {
    if (wholeMs !== null)
      return passedIf(true, `whole ${((wholeMs - healedMs) / 1000).toFixed(1)} s after the fault was over`);
    const left = problems.slice(0, 3).join('; ');
    return passedIf(false, `not whole after ${((endMs - healedMs) / 1000).toFixed(0)} s: ${left}`);
  },
};
