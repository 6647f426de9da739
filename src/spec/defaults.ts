/** What is taken when the file does not say it; shown by `schema` and used by resolve, so that they cannot differ. */

export const DEFAULTS = {
  /** Not 6443: an apiserver on the same host has that one on every address (design: endpoint port). */
  port: 8443,
  /** Under a second the clients' own 1 s SYN retry hides the rest (load-balancer research, 1, item 5). */
  failover: '1s',
  /** What whole seconds can keep, all that Keepalived knows before 2.3.2; a check each 250 ms is far below it. */
  hang: '4s',
  profile: 'auto',
  sshUser: 'root',
  sshPort: 22,
  healthPath: '/readyz',
  /** Ten to twenty connections a node, for a thousand nodes (load-balancer research, 2.2). */
  maxConnections: 20_000,
  allowModuleBundle: false,
} as const;
