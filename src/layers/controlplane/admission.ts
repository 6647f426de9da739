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

/** Its apiserver is ready only when it votes. */
export function hasNoVote({ is }: Admission): boolean {
  return is === 'admitted' || is === 'learning';
}

export interface Peer {
  name: string;
  peerUrl: string;
}

/**
 * By host. A member is known by its peer URL: the certificates of the others say no more. One that has once served and has
 * no log now would answer for things that it has forgotten: it is replaced, never started empty under its old id. One that
 * never served starts as it was going to, unless the cluster was whole once: then only a majority says who belongs to it.
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
    const peerUrl = peerUrlOf(host.nodeAddress);
    refuseMoved({ name, peerUrl }, [...peers, ...(planes.complete ? [] : first)]);
    const known = members?.find(member => member.peerUrl === peerUrl);
    if (facts.kubernetes.etcd === 'started') {
      found.set(name, { is: known?.learner === true ? 'learning' : 'member' });
      continue;
    }
    const began = first.some(member => member.peerUrl === peerUrl);
    const neverServed = known !== undefined && !known.published && !known.learner;
    if (began && (neverServed || (members === null && !planes.complete))) {
      found.set(name, { is: 'first', members: first });
      continue;
    }
    if (members === null) throw hasLog(planes) ? noMajority(name) : dataGone(planes);
    const remove = known?.published === true ? known.id : null;
    peers = [...peers.filter(peer => peer.peerUrl !== peerUrl), { name, peerUrl }];
    found.set(name, { is: 'admitted', remove, members: peers });
  }
  return found;
}

/** Throws configuration where a member of this name is at another address: it may live, vote, and hold what is only there. */
function refuseMoved({ name, peerUrl }: Peer, known: readonly Peer[]): void {
  const namesake = known.find(peer => peer.name === name && peer.peerUrl !== peerUrl);
  if (namesake === undefined) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: `plan for the member ${name} of etcd`,
    where: name,
    cameBack: `etcd knows ${name} at ${namesake.peerUrl}, and the file has it at ${peerUrl}: the address of a control plane cannot change`,
    next: `Put the old address back. A machine that shall take its place gets a name of its own beside ${name}.`,
  });
}

function hasLog({ hosts }: ControlPlanes): boolean {
  return hosts.some(({ facts }) => facts.kubernetes.etcd === 'started');
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

/** A cluster that was whole is never begun again by itself: its empty successor would look like it to everybody. */
function dataGone({ hosts }: ControlPlanes): BarqueError {
  const names = hosts.map(({ host }) => host.name).join(', ');
  return new BarqueError({
    domain: 'etcd',
    attempted: 'find the data of the cluster',
    where: names,
    cameBack:
      'it was whole once, and no control plane that answers has a log of etcd any more: its data is gone',
    next: `Bring back a control plane that does not answer: one log is enough to restore from. Else look for a snapshot, in /var/lib/barque/snapshots on ${names} or elsewhere, and for what was put aside, in /var/lib/barque/aside. If there is none, an empty cluster is a reset and a new creation.`,
  });
}
