/** `etcd`, for shell on a control plane: etcdctl, asked of the host's own member with kubeadm's certificates. */
import { sh } from '../base/shell-text.ts';

/** Arguments are etcdctl's; the timeouts are the caller's. */
export const ETCD_CLIENT = sh`
etcd() {
  etcd_at --endpoints=https://127.0.0.1:2379 "$@"
}
etcd_at() {
  etcdctl --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/peer.crt \
    --key=/etc/kubernetes/pki/etcd/peer.key --dial-timeout=2s "$@"
}
`;
