/** The fact `remains`: what a Kubernetes cluster leaves on a host. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

/** One a line, as a person would look for it: a path, a chain, an interface. */
const TEXT = sh`
for path in /etc/kubernetes/pki /etc/kubernetes/admin.conf /etc/kubernetes/kubelet.conf /var/lib/etcd/member \
  /var/lib/kubelet/config.yaml /var/lib/kubelet/pki /var/lib/cni /etc/rancher /var/lib/rancher /var/lib/k0s; do
  [ ! -e "$path" ] || echo "$path"
done
for folder in /etc/kubernetes/manifests /etc/cni/net.d; do
  [ -z "$(ls -A "$folder" 2>/dev/null)" ] || echo "$folder"
done
for name in cni0 flannel.1 cilium_host kube-ipvs0 vxlan.calico; do
  ! ip link show dev "$name" >/dev/null 2>&1 || echo "interface $name"
done
! { iptables-save 2>/dev/null | grep -q '^:KUBE-'; } || echo 'iptables chains KUBE-*'
! { nft list tables 2>/dev/null | grep -q 'kube-proxy'; } || echo 'nftables table kube-proxy'
`;

export const REMAINS: FactSource<readonly string[]> = {
  name: 'remains',
  text: TEXT,
  args: [],
  parse: stdout => stdout.split('\n').filter(line => line !== ''),
  simulate: () => [],
};
