/** What is taken when the file does not say it; shown by `schema` and used by resolve, so that they cannot differ. */

export const DEFAULTS = {
  /** Not 6443: an apiserver on the same host has that one on every address (design: endpoint port). */
  port: 8443,
  /** Under a second the clients' own 1 s SYN retry hides the rest (load-balancer research, 1, item 5). */
  failover: '1s',
  /** What whole seconds can keep, all that Keepalived knows before 2.3.2; a check each 250 ms is far below it. */
  hang: '4s',
  drills: 'allowed',
  profile: 'auto',
  sshUser: 'root',
  sshPort: 22,
  healthPath: '/readyz',
  /** An election of etcd must not take every apiserver out at once and cut every watch (design: HAProxy's fast check). */
  apiserverHealthPath: '/readyz?exclude=etcd&exclude=etcd-readiness',
  /** Ten to twenty connections a node, for a thousand nodes (load-balancer research, 2.2). */
  maxConnections: 20_000,
  /** kubeadm's and flannel's documentation use this one: 256 nodes with a /24 each. */
  podCidr: '10.244.0.0/16',
  /** kubeadm's own default. */
  serviceCidr: '10.96.0.0/12',
  plugin: 'flannel',
  allowModuleBundle: false,
} as const;
