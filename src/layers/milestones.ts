/** Names of the milestones that tie layers together. */

/** HAProxy serves and Keepalived guards it on this host. */
export function loadBalancerReady(host: string): string {
  return `${host}/loadbalancer.ready`;
}
