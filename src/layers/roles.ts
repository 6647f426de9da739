/** Which hosts are nodes of Kubernetes, and as what. */
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';

interface Has {
  host: Pick<ResolvedHost, 'roles'>;
}

export function isControlPlane({ host }: Has): boolean {
  return host.roles.includes('control-plane');
}

/** A control plane that is also a worker joins as a control plane. */
export function isWorker({ host }: Has): boolean {
  return host.roles.includes('worker') && !host.roles.includes('control-plane');
}

/** Workers of a cluster without control planes are nobody's nodes. */
export function isNode({ kubernetes }: ResolvedSpec, { roles }: ResolvedHost): boolean {
  return kubernetes !== null && (roles.includes('control-plane') || roles.includes('worker'));
}
