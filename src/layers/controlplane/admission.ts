/** How each control plane comes to its member of etcd: it has one, starts with the others, or is admitted by them. */
import { BarqueError } from '../../base/errors.ts';
import type { LayerInput } from '../layer.ts';
import type { ControlPlanes } from '../seat.ts';
import { peerUrlOf } from './patches.ts';

export type Admission =
  /** Its log is there. */
  | { is: 'member' }
  /** Its log is there, and it has no vote yet: its admission was interrupted. */
  | { is: 'learning' }
  /** It starts together with the others that the cluster began with. */
  | { is: 'first'; members: readonly Peer[] }
  /** The others add it; `remove` is its former member, which lost its log. */
  | { is: 'admitted'; remove: string | null; members: readonly Peer[] };

export interface Peer {
  name: string;
  peerUrl: string;
}

/**
 * By host. A member that has once served and has no log now would answer for things that it has forgotten: it is
 * replaced, never started empty under its old id. One that never served starts as it was going to.
 */
export function admissions(
  planes: ControlPlanes,
  { members }: Pick<LayerInput, 'members'>,
): ReadonlyMap<string, Admission> {
  const first = planes.creation.members.map(({ name, address }) => ({ name, peerUrl: peerUrlOf(address) }));
  const found = new Map<string, Admission>();
  let peers: Peer[] = (members ?? []).map(({ name, peerUrl }) => ({ name, peerUrl }));
  for (const { host, facts } of planes.hosts) {
    const { name } = host;
    if (facts.kubernetes.etcd === 'started') {
      const isLearner = members?.some(
        ({ peerUrl, learner }) => learner && peerUrl === peerUrlOf(host.nodeAddress),
      );
      found.set(name, { is: isLearner === true ? 'learning' : 'member' });
      continue;
    }
    const peerUrl = peerUrlOf(host.nodeAddress);
    const known = members?.find(member => member.peerUrl === peerUrl || member.name === name);
    const began = first.some(member => member.name === name);
    if (began && (members === null || (known !== undefined && !known.published && !known.learner))) {
      found.set(name, { is: 'first', members: first });
      continue;
    }
    if (members === null) throw noMajority(name);
    const remove = known?.published === true ? known.id : null;
    peers = [...peers.filter(peer => peer.peerUrl !== peerUrl && peer.name !== name), { name, peerUrl }];
    found.set(name, { is: 'admitted', remove, members: peers });
  }
  return found;
}

function noMajority(where: string): BarqueError {
  return new BarqueError({
    domain: 'etcd',
    attempted: 'plan how etcd takes a new member',
    where,
    cameBack: 'no majority of etcd’s members answers, and only a majority can take one',
    next: 'Bring the other control planes back, or take this one out of the file until the cluster is whole.',
  });
}
