/** No pod was restarted or evicted that the fault did not touch; the drill's own come and go. */
import type { Hit, PodSeen } from '../proof.ts';
import { NAMESPACE } from '../traffic/task.ts';
import { doesNotApply, type Judge, passedIf } from './judge.ts';

export const quietElsewhere: Judge = {
  id: 'quiet-elsewhere',
  title: 'pods that the fault does not touch are left alone',
  judge: ({ pods, hits }, { mayLoseAll }) => {
    if (pods === null) return doesNotApply('the API gave no list of pods');
    const after = new Map(pods.after.map(pod => [pod.uid, pod]));
    const others = pods.before.filter(
      pod =>
        !hits.some(hit => isTouched(pod, hit)) &&
        !pod.name.startsWith(`${NAMESPACE}/`) &&
        !(mayLoseAll === true && endsWithItsLease(pod)),
    );
    const disturbed = others.flatMap(pod => wordsOf(pod, after.get(pod.uid)));
    if (disturbed.length === 0)
      return passedIf(true, `${others.length} pods that the fault does not touch are as they were`);
    return passedIf(false, disturbed.slice(0, 5).join(', '));
  },
};

/**
 * All pods of a machine; of a control plane's program, the static pods of its host alone: its controllers and its
 * scheduler ask their own apiserver, which asks its own etcd, and end when they lose their leases.
 */
function isTouched({ name, node }: PodSeen, { host, what }: Hit): boolean {
  if (node !== host) return false;
  if (what === 'machine') return true;
  return STATIC.includes(what) && name.startsWith('kube-system/') && name.endsWith(`-${node}`);
}

/** Programs that run in static pods, by their processes' names. */
const STATIC: readonly string[] = ['etcd', 'kube-apiserver'];

/** Without a majority of etcd nobody renews a lease, and who leads by one ends after 10 s (renewDeadline). */
function endsWithItsLease({ name, node }: PodSeen): boolean {
  return BY_LEASE.some(program => name === `kube-system/${program}-${node}`);
}

const BY_LEASE: readonly string[] = ['kube-controller-manager', 'kube-scheduler'];

function wordsOf(before: PodSeen, after: PodSeen | undefined): string[] {
  if (after === undefined) return [`${before.name} on ${before.node} is gone`];
  if (after.restarts === before.restarts) return [];
  return [`${before.name} on ${before.node} was restarted`];
}
