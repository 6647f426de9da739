/** The verb `authority.put`, its pure half: the cluster's authorities on one more control plane. */
import type { Observation } from '../../base/observation.ts';
import type { Late } from '../late.ts';

export interface AuthorityPut {
  do: 'authority.put';
  authorities: Late;
  /** Digest of their public halves in hexadecimal, or its late value. */
  digest: string;
}

export function afterAuthorityPut(verb: AuthorityPut): Observation {
  return { authorities: verb.digest };
}
