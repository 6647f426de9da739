/** etcd as the disks of simulated control planes hold it: who is a member, who runs, and what a majority knows. */
import { createHash } from 'node:crypto';
import { kubeletRuns } from '../../src/hosts/simulated/kubelet.ts';
import type { SimulatedMember } from '../../src/hosts/simulated/kubernetes.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';

/** What a majority has agreed on; `nodes` are those whose kubelets have once come. */
export interface Stored {
  config: string | null;
  objects: Map<string, string>;
  marks: Map<string, string>;
  nodes: Set<string>;
}

export interface Cluster {
  id: string;
  /** Digest of the authorities that its members share. */
  authorities: string;
  members: SimulatedMember[];
  stored: Stored;
}

export interface Etcd {
  /** Members without a log try to begin one, and members that serve say where they are. */
  settle(): void;
  /** The cluster that this machine's own member serves; null: it does not run, may not vote, or there is no majority. */
  servedBy(machine: SimulatedMachine): Cluster | null;
  /** Whether the member of this id runs. */
  runs(cluster: Cluster, id: string): boolean;
  add(cluster: Cluster, name: string, peerUrl: string): void;
  clusters(): readonly Cluster[];
}

/** `before`: what an earlier rehearsal left on the same machines. */
export function etcdOn(machines: readonly SimulatedMachine[], before: readonly Cluster[]): Etcd {
  const clusters = new Map(structuredClone(before).map(cluster => [cluster.id, cluster]));
  let added = 0;

  const runsOn = (machine: SimulatedMachine, { id, authorities }: Cluster, member: string) => {
    const { node, member: own } = machine.kubernetes;
    if (!machine.powered || !kubeletRuns(machine) || own === null) return false;
    if (own.cluster !== id || own.id !== member) return false;
    return machine.kubernetes.authorities === authorities && node?.by === authorities;
  };
  const runs = (cluster: Cluster, id: string) => machines.some(machine => runsOn(machine, cluster, id));
  const hasMajority = (cluster: Cluster) => {
    const voters = cluster.members.filter(({ learner }) => !learner);
    return voters.filter(({ id }) => runs(cluster, id)).length * 2 > voters.length;
  };
  const anyLog = (cluster: Cluster) =>
    machines.some(({ kubernetes: { member } }) => member?.cluster === cluster.id);

  /** etcd, started with an empty folder, by what its manifest says. */
  const begin = (machine: SimulatedMachine) => {
    const { kubernetes } = machine;
    const { node, authorities } = kubernetes;
    if (!machine.powered || !kubeletRuns(machine) || kubernetes.member !== null) return;
    if (node === null || node.etcdPatches === null || node.by !== authorities) return;
    const peerUrl = `https://${machine.nature.address}:2380`;
    const { peers, state } = flagsIn(node.etcdPatches) ?? {
      peers: [`${machine.name}=${peerUrl}`],
      state: 'new',
    };
    const cluster =
      state === 'new' ? clusterOf(authorities, peers) : clusterThatTakes(authorities, peers, peerUrl);
    if (cluster === undefined) return;
    const listed = state === 'new' ? idOf(cluster, peerUrl) : undefined;
    const own = cluster.members.find(member =>
      listed === undefined ? member.peerUrl === peerUrl : member.id === listed,
    );
    const id = own?.id ?? listed;
    if (id === undefined || !peers.some(peer => peer.endsWith(`=${peerUrl}`))) return;
    // It asks its peers whether it has served before; one whom nobody can tell begins all the same, and so does one
    // that was removed: it has a log then, and nobody talks to it.
    const others = cluster.members.filter(member => member !== own);
    if (own?.published && others.some(other => runs(cluster, other.id))) return;
    kubernetes.etcd = authorities;
    kubernetes.member = { cluster: cluster.id, id };
  };

  /** The cluster's id follows from the list, so that all who start with the same list are one cluster. */
  const clusterOf = (authorities: string, peers: readonly string[]): Cluster => {
    const id = digest(`${authorities} ${[...peers].sort().join(' ')}`);
    const known = clusters.get(id);
    if (known !== undefined && anyLog(known)) return known;
    const members = peers.map(peer => {
      const [name = '', peerUrl = ''] = peer.split('=');
      return { id: idOf({ id }, peerUrl), name, peerUrl, published: false, learner: false };
    });
    const stored = { config: null, objects: new Map(), marks: new Map(), nodes: new Set<string>() };
    const made = { id, authorities, members, stored };
    clusters.set(id, made);
    return made;
  };

  /** One whose majority runs and that has the same list of members, this one among them, never started. */
  const clusterThatTakes = (authorities: string, peers: readonly string[], peerUrl: string) =>
    [...clusters.values()].find(
      cluster =>
        cluster.authorities === authorities &&
        hasMajority(cluster) &&
        cluster.members.length === peers.length &&
        cluster.members.every(member => peers.some(peer => peer.endsWith(`=${member.peerUrl}`))) &&
        cluster.members.some(member => member.peerUrl === peerUrl && !member.published),
    );

  return {
    settle: () => {
      for (const machine of machines) begin(machine);
      for (const cluster of clusters.values()) {
        if (!hasMajority(cluster)) continue;
        for (const member of cluster.members) if (runs(cluster, member.id)) member.published = true;
      }
    },
    servedBy: machine => {
      const { member } = machine.kubernetes;
      const cluster = member === null ? undefined : clusters.get(member.cluster);
      const own = cluster?.members.find(({ id }) => id === member?.id);
      if (cluster === undefined || own === undefined || own.learner) return null;
      return runsOn(machine, cluster, own.id) && hasMajority(cluster) ? cluster : null;
    },
    runs,
    add: (cluster, name, peerUrl) => {
      if (cluster.members.some(member => member.peerUrl === peerUrl)) return;
      added += 1;
      const id = digest(`${cluster.id} ${peerUrl} ${added}`);
      cluster.members.push({ id, name, peerUrl, published: false, learner: true });
    },
    clusters: () => [...clusters.values()],
  };
}

/** The list and the state in kubeadm's patch; null: none was there, and kubeadm's own list is the member alone. */
function flagsIn(patches: string): { peers: string[]; state: string } | null {
  const peers = /--initial-cluster=([^"]*)"/.exec(patches)?.[1];
  if (peers === undefined) return null;
  return { peers: peers.split(','), state: /--initial-cluster-state=(\w+)/.exec(patches)?.[1] ?? 'new' };
}

/** Of a member that the cluster began with: it follows from the list. */
function idOf({ id }: Pick<Cluster, 'id'>, peerUrl: string): string {
  return digest(`${id} ${peerUrl}`);
}

/** Sixteen hexadecimal digits, as etcd's own ids. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
