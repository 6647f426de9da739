/** Which images of the bundle a host needs for its role. */
import { type BundleContents, type BundleImageRef, imageOf } from '../../plan/bundle-contents.ts';
import type { KubernetesSpec, ResolvedHost } from '../../spec/resolved.ts';

export const PAUSE = 'registry.k8s.io/pause';

const CONTROL_PLANE = [
  'registry.k8s.io/etcd',
  'registry.k8s.io/kube-apiserver',
  'registry.k8s.io/kube-controller-manager',
  'registry.k8s.io/kube-scheduler',
];

/** CoreDNS may run on any node; a control plane's own pods run nowhere else. */
export function imagesFor(
  bundle: BundleContents,
  { plugin }: KubernetesSpec,
  { roles }: ResolvedHost,
): BundleImageRef[] {
  const repositories = [
    ...(plugin === 'flannel' ? ['ghcr.io/flannel-io/flannel'] : []),
    'registry.k8s.io/coredns/coredns',
    'registry.k8s.io/kube-proxy',
    PAUSE,
    ...(roles.includes('control-plane') ? CONTROL_PLANE : []),
  ];
  return repositories.map(repository => imageOf(bundle, repository));
}
