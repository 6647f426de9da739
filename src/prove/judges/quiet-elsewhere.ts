/** No pod was restarted or evicted on a host that the fault did not touch; the drill's own come and go. */
import type { PodSeen } from '../proof.ts';
import { NAMESPACE } from '../traffic/task.ts';
import { doesNotApply, type Judge, passedIf } from './judge.ts';

export const quietElsewhere: Judge = {
  id: 'quiet-elsewhere',
  title: 'pods of other hosts are left alone',
  judge: ({ pods, struck }) => {
    if (pods === null) return doesNotApply('the API gave no list of pods');
    const after = new Map(pods.after.map(pod => [pod.uid, pod]));
    const others = pods.before.filter(
      ({ node, name }) => !struck.includes(node) && !name.startsWith(`${NAMESPACE}/`),
    );
    const disturbed = others.flatMap(pod => wordsOf(pod, after.get(pod.uid)));
    if (disturbed.length === 0)
      return passedIf(true, `${others.length} pods on other hosts are as they were`);
    return passedIf(false, disturbed.slice(0, 5).join(', '));
  },
};

function wordsOf(before: PodSeen, after: PodSeen | undefined): string[] {
  if (after === undefined) return [`${before.name} on ${before.node} is gone`];
  if (after.restarts === before.restarts) return [];
  return [`${before.name} on ${before.node} was restarted`];
}
