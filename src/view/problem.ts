/** What can be wrong with a cluster, as data; words for people are made by whoever shows it. */

/**
 * `alarm`: clients are cut off, or data is at stake. `problem`: it works, and the next fault may end that.
 * `warning`: something to know; the cluster is healthy all the same.
 */
export type Severity = 'alarm' | 'problem' | 'warning';

/** What is seen, with the names that it is about. */
export type Finding =
  | { id: 'nothing-there' }
  | { id: 'not-complete'; hosts: readonly string[] }
  | { id: 'foreign-host'; host: string; cluster: string }
  | { id: 'host-silent'; host: string; because: string }
  | { id: 'host-unreadable'; host: string; because: string }
  | { id: 'host-not-in-file'; host: string }
  | { id: 'unit-not-running'; host: string; unit: string; state: string }
  /** `silent`: balancers that did not answer, one of which may hold it. */
  | { id: 'vip-not-held'; vip: string; silent: readonly string[] }
  | { id: 'vip-held-twice'; vip: string; hosts: readonly string[] }
  | { id: 'vip-not-serving'; host: string }
  | { id: 'backend-down'; backend: string; seenBy: readonly string[]; status: string; check: string }
  | { id: 'haproxy-mute'; host: string }
  | { id: 'api-down' }
  | { id: 'apiserver-not-ready'; host: string; because: string }
  | { id: 'nodes-unknown' }
  | { id: 'etcd-silent' }
  | { id: 'etcd-no-quorum'; healthy: readonly string[]; needed: number; members: number }
  | { id: 'etcd-no-leader' }
  | { id: 'etcd-member-down'; member: string; margin: number }
  | { id: 'etcd-member-cut-off'; member: string }
  | { id: 'etcd-not-a-member'; host: string }
  | { id: 'etcd-stranger'; member: string }
  | { id: 'etcd-learner'; member: string }
  | { id: 'etcd-alarm'; host: string; alarm: string }
  | { id: 'node-not-ready'; node: string }
  | { id: 'node-missing'; node: string }
  | { id: 'node-cordoned'; node: string }
  /** A node of the API that is neither in the file nor in the cluster's record. */
  | { id: 'node-stranger'; node: string }
  /** Files by which a kubelet runs pods, and which kubeadm did not write. */
  | { id: 'static-pod-stranger'; host: string; files: readonly string[] }
  | { id: 'host-in-maintenance'; host: string; since: string }
  | { id: 'pods-starting'; pods: readonly string[] }
  | { id: 'pods-not-running'; pods: readonly { namespace: string; name: string; status: string }[] }
  | { id: 'certificate-ends'; host: string; path: string; ends: string; daysLeft: number; others: number }
  | { id: 'run-in-progress'; run: string; holder: string }
  | { id: 'run-broken-off'; run: string; holder: string }
  | { id: 'drift'; steps: number; hosts: Readonly<Record<string, number>> };

export type Problem = Finding & { severity: Severity };

/** Whether nothing is wrong that a drill, an upgrade or a person at night would have to wait for. */
export function isWhole(problems: readonly Problem[]): boolean {
  return problems.every(({ severity }) => severity === 'warning');
}
