/** Which part a host has in the cluster, as checks ask for it. */
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';

export function isControlPlane({ roles }: ResolvedHost): boolean {
  return roles.includes('control-plane');
}

export function isBalancer({ roles }: ResolvedHost): boolean {
  return roles.includes('load-balancer');
}

/** Whether a kubelet will run there. */
export function isNode({ kubernetes }: ResolvedSpec, { roles }: ResolvedHost): boolean {
  return kubernetes !== null && (roles.includes('control-plane') || roles.includes('worker'));
}
