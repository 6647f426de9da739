/** In which order control planes change, so that etcd never has one member less than it can spare. */
import { quorumOf } from '../../spec/quorum.ts';
import type { LayerInput } from '../layer.ts';
import type { ControlPlanes } from '../seat.ts';
import type { Admission } from './admission.ts';

type HostOf = ControlPlanes['hosts'][number];

/**
 * Whether members that are still to vote come before those that stand are touched: while one that lost its log is counted,
 * or while there are two, none of the others can be stopped. Every other one answers then, or there would be no majority
 * that could take anybody in; so the newcomers need not wait for what stands to be repaired.
 */
export function newcomersFirst(
  admissions: ReadonlyMap<string, Admission>,
  members: LayerInput['members'],
): boolean {
  const voters = members?.filter(({ learner }) => !learner).length ?? 0;
  const lost = [...admissions.values()].filter(each => each.is === 'admitted' && each.remove !== null).length;
  return voters >= 2 && voters - lost - 1 < quorumOf(voters);
}

/** Those whose member does not run come first: nothing is stopped there, and the others can be spared only after that. */
export function inTurn(planes: readonly HostOf[]): HostOf[] {
  const runs = ({ facts }: HostOf) => Number(facts.kubernetes.etcdRuns);
  return [...planes].sort((a, b) => runs(a) - runs(b) || (a.host.name < b.host.name ? -1 : 1));
}
