/** The verb `kubeadm.join`, its pure half: a worker that belongs to the cluster. */
import type { Observation } from '../../base/observation.ts';
import type { Late } from '../late.ts';

export interface KubeadmJoin {
  do: 'kubeadm.join';
  config: string;
  /** Of the configuration and the version, in hexadecimal. */
  digest: string;
  credentials: Late;
  ignorePreflightErrors: readonly string[];
}

export function afterKubeadmJoin(verb: KubeadmJoin): Observation {
  return { config: verb.digest, joined: 'yes', kubelet: 'running' };
}
