/** Everything on a control plane that nobody else may read. */
import { on } from './barque.ts';

/** Lines of every private key, as they are and in base64, and every token that there is. */
const SECRETS = [
  "for key in /etc/kubernetes/pki/*.key /etc/kubernetes/pki/etcd/*.key; do sed '/-----/d' $key; base64 -w0 $key; echo; done",
  "sed -n 's/^ *client-key-data: //p' /etc/kubernetes/*.conf",
  "sed '/-----/d' /var/lib/kubelet/pki/kubelet-client-current.pem | tail -n 3",
  "sed -n 's/^ *auth_pass //p' /etc/keepalived/keepalived.conf",
  "kubectl --kubeconfig /etc/kubernetes/admin.conf get secrets --all-namespaces -o jsonpath='{.items[*].data.*}'",
].join('; ');

/** Shorter ones may stand anywhere by chance. */
const SECRET_LENGTH = 8;

export async function secretsOf(lab: string, plane: string): Promise<string[]> {
  return (await on(lab, plane, SECRETS)).split(/\s+/).filter(word => word.length >= SECRET_LENGTH);
}
