/** Which hosts are nodes of Kubernetes. */
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';

/** Workers of a cluster without control planes are nobody's nodes. */
export function isNode({ kubernetes }: ResolvedSpec, { roles }: ResolvedHost): boolean {
  return kubernetes !== null && (roles.includes('control-plane') || roles.includes('worker'));
}
