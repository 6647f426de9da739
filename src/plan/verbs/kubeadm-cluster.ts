/** The verb `kubeadm.cluster`, its pure half: what kubeadm keeps once for the whole cluster: its configuration, rules of access, kube-proxy. */
import type { Observation } from '../../base/observation.ts';

export interface KubeadmCluster {
  do: 'kubeadm.cluster';
  config: string;
  /** Of what the cluster's own parts of the configuration are, in hexadecimal. */
  digest: string;
  /** Whether it may be made where nothing of it is there: once the cluster was whole, that means that etcd's data is gone. */
  begins: boolean;
  /** The environment that kube-proxy gets beside kubeadm's own. */
  proxyEnv: readonly { name: string; value: string }[];
}

export function afterKubeadmCluster(verb: KubeadmCluster): Observation {
  return { config: verb.digest, live: 'as-written' };
}
