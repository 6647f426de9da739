/** The verb `etcd.save`, its pure half: a snapshot of etcd, not older than some minutes, lies on this host. */
import type { Observation } from '../../base/observation.ts';

export interface EtcdSave {
  do: 'etcd.save';
  /** Name of the snapshot: for what, and of which members. */
  snapshot: string;
  /** URL of the member to ask. */
  endpoint: string;
  /** Of Kubernetes, for kubeadm, which makes the certificate with which a host asks that has none yet. */
  version: string;
}

export function afterEtcdSave(_verb: EtcdSave): Observation {
  return { snapshot: 'saved' };
}
