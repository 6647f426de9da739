/** What is taken when the file does not say it; shown by `schema` and used by resolve, so that they cannot differ. */

export const DEFAULTS = {
  /** Not 6443: an apiserver on the same host has that one on every address (design: endpoint port). */
  port: 8443,
  /** Under a second the clients' own 1 s SYN retry hides the rest (load-balancer research, 1, item 5). */
  failover: '1s',
  /** HAProxy hangs are found by a check each 250 ms; whole seconds on Keepalived before 2.3.2. */
  hang: '3s',
  profile: 'auto',
  sshUser: 'root',
  sshPort: 22,
  healthPath: '/readyz',
  /** Ten to twenty connections a node, for a thousand nodes (load-balancer research, 2.2). */
  maxConnections: 20_000,
  allowModuleBundle: false,
} as const;
