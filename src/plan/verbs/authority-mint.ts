/** The verb `authority.mint`, its pure half: the cluster's authorities, made once and on one host. */
import type { Observation } from '../../base/observation.ts';

export interface AuthorityMint {
  do: 'authority.mint';
  /** Kubernetes version, as `1.36.3`: kubeadm would ask the internet for it. */
  version: string;
}

export function afterAuthorityMint(_verb: AuthorityMint): Observation {
  return { authorities: 'whole' };
}
