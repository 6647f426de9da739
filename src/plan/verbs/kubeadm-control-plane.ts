/** The verb `kubeadm.control-plane`, its pure half: certificates, etcd, the control plane and its kubelet as this configuration says. */
import type { Observation } from '../../base/observation.ts';

export interface KubeadmControlPlane {
  do: 'kubeadm.control-plane';
  /** Where the configuration lies; its patches lie beside it. */
  config: string;
  /** Of the configuration, the patches and the version, in hexadecimal. */
  digest: string;
  ignorePreflightErrors: readonly string[];
}

export function afterKubeadmControlPlane(verb: KubeadmControlPlane): Observation {
  return { config: verb.digest, etcd: 'started', kubelet: 'running', manifests: 'as-written' };
}
