/** `kube`, for shell on a control plane that looks at the cluster: kubectl as the administrator. */
import { sh } from '../base/shell-text.ts';

/**
 * The host's own apiserver first (kubeadm writes it into kubelet.conf), then whichever the VIP leads to: what was not
 * seen looks like what is not there, so one lost answer must not decide. Seconds: 4 each, so that looking at a cluster
 * whose API is down ends within 8; who asks for much sets kube_seconds.
 */
export const KUBE_CLIENT = sh`
kube() {
  own=$(sed -n 's/^ *server: //p' /etc/kubernetes/kubelet.conf 2>/dev/null)
  [ -n "$own" ] && kube_at --server "$own" "$@" || kube_at "$@"
}
kube_at() {
  timeout "\${kube_seconds:-4}" kubectl --kubeconfig /etc/kubernetes/admin.conf \
    --request-timeout="\${kube_seconds:-4}s" "$@" 2>/dev/null
}
`;
