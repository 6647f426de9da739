/** What a bundle holds for each Kubernetes minor: the one table of it. */
import { BarqueError } from '../base/errors.ts';

export interface Release {
  /** The patch release whose module is required in `modules.kubernetes`. */
  kubernetes: string;
  /** From k8s.io/kubernetes/cmd/kubeadm/app/constants/constants.go of that release: DefaultEtcdVersion, CoreDNSVersion, PauseVersion. */
  etcd: { version: string; imageTag: string };
  coredns: string;
  pause: string;
  /** Folders in upstream/. */
  modules: { kubernetes: string; etcd: string; coredns: string };
}

export const RELEASES: readonly Release[] = [
  {
    kubernetes: '1.36.3',
    etcd: { version: '3.6.8', imageTag: '3.6.8-0' },
    coredns: '1.14.2',
    pause: '3.10.2',
    modules: { kubernetes: 'kubernetes-1.36', etcd: 'etcd-3.6', coredns: 'coredns-1.14.2' },
  },
  {
    kubernetes: '1.37.2',
    etcd: { version: '3.7.0', imageTag: '3.7.0-0' },
    coredns: '1.14.6',
    pause: '3.10.2',
    modules: { kubernetes: 'kubernetes-1.37', etcd: 'etcd-3.7', coredns: 'coredns-1.14.6' },
  },
];

/** What does not follow from the Kubernetes release; kubelet 1.37 needs containerd 2 (CRI RuntimeConfig). */
export const COMMON = {
  containerd: '2.4.2',
  runc: '1.5.2',
  'cni-plugins': '1.9.1',
  flannel: '0.28.10',
} as const;

/** From the LICENSE file of each project's module. */
export const LICENCES = {
  kubernetes: 'Apache-2.0',
  etcd: 'Apache-2.0',
  coredns: 'Apache-2.0',
  containerd: 'Apache-2.0',
  runc: 'Apache-2.0',
  'cni-plugins': 'Apache-2.0',
  flannel: 'Apache-2.0',
} as const;

/** Throws BarqueError (configuration) when this Barque cannot build that release. */
export function releaseOf(kubernetes: string): Release {
  const found = RELEASES.find(release => release.kubernetes === kubernetes);
  if (found !== undefined) return found;
  const known = RELEASES.map(release => release.kubernetes);
  throw new BarqueError({
    domain: 'configuration',
    attempted: `find out what Kubernetes ${kubernetes} is made of`,
    cameBack: `this Barque builds ${known.join(' and ')}`,
    next: `barque bundle build --kubernetes ${known[0]}`,
  });
}
