/** What kubeadm has made of a simulated host, and the API that such hosts hold up together. */

export interface SimulatedKubernetes {
  /** Digest of the authorities on its disk. */
  authorities: string | null;
  /** Their files that somebody took away. */
  lacking: readonly string[];
  /** Digest of the authorities with which its etcd member first started; null: it has no log. */
  etcd: string | null;
  /** Whose log it is: which etcd, and under which id; null as above. */
  member: { cluster: string; id: string } | null;
  node: SimulatedNode | null;
  superAdmin: boolean;
}

export interface SimulatedNode {
  role: 'control-plane' | 'worker';
  /** Digest of the authorities that signed its certificates. */
  by: string;
  config: string | null;
  manifests: 'as-written' | 'changed';
  /** What its manifest tells an etcd member without a log: kubeadm's patches of etcd as it found them; null: no manifest. */
  etcdPatches: string | null;
  rotation: boolean;
}

/** What the apiservers of one cluster show; there is one only while a majority of its etcd members runs. */
export interface SimulatedApi {
  /** Digest of the cluster's authorities. */
  readonly authorities: string;
  config: string | null;
  readonly objects: Map<string, string>;
  readonly marks: Map<string, string>;
  /** etcd's members as a majority knows them. */
  members(): readonly SimulatedMember[];
  /** Whether the member of this id serves. */
  runs(id: string): boolean;
  /** Nothing happens unless every other member answers. */
  remove(id: string): void;
  /** As a learner that has not started. */
  add(name: string, peerUrl: string): void;
  /** Nothing happens until it has started. */
  promote(name: string): void;
  forget(node: string): void;
  /** Whether this node's kubelet has once come to it. */
  knows(node: string): boolean;
  /** Whether these nodes have joined and run. */
  ready(nodes: readonly string[]): boolean;
}

export interface SimulatedMember {
  id: string;
  name: string;
  peerUrl: string;
  published: boolean;
  learner: boolean;
}

export function simulatedKubernetes(): SimulatedKubernetes {
  return { authorities: null, lacking: [], etcd: null, member: null, node: null, superAdmin: false };
}

/** As a host tells what lies on its disk: `absent`, `partial`, or the digest. */
export function authoritiesSeen({ authorities, lacking }: SimulatedKubernetes): string {
  if (authorities === null) return 'absent';
  return lacking.length === 0 ? authorities : 'partial';
}
