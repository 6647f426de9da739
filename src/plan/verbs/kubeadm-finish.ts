/** The verb `kubeadm.finish`, its pure half: a control plane's kubelet renews its own certificate, and no all-powerful credentials stay. */
import type { Observation } from '../../base/observation.ts';

export interface KubeadmFinish {
  do: 'kubeadm.finish';
  config: string;
}

export function afterKubeadmFinish(_verb: KubeadmFinish): Observation {
  return { rotation: 'on', 'super-admin': 'absent' };
}
