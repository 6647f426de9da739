/** The verb `authority.mint`: kubeadm makes the four authorities beside their place, then they are moved there. */
import { digestOfText, hexOf } from '../base/digest.ts';
import { sh } from '../base/shell-text.ts';
import type { AuthorityMint } from '../plan/verbs/authority-mint.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
cd /etc/kubernetes/pki 2>/dev/null || { echo authorities=absent; exit 0; }
count=0
for file in ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key sa.key sa.pub; do
  if [ -s "$file" ]; then count=$((count + 1)); fi
done
case $count in 0) echo authorities=absent ;; 8) echo authorities=whole ;; *) echo authorities=partial ;; esac
`;

/** Arguments: version. ECDSA keys save seconds of a small host's time (trials). */
const PERFORM = sh`
set -eu
umask 077
new=/etc/kubernetes/.barque-authorities
rm -rf "$new"
mkdir -p "$new/pki"
trap 'rm -rf "$new"' EXIT
printf 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v%s\nencryptionAlgorithm: ECDSA-P256\ncertificatesDir: %s\n' "$1" "$new/pki" >"$new/config"
for phase in ca front-proxy-ca etcd-ca sa; do
  kubeadm init phase certs "$phase" --config "$new/config" >"$new/log.$phase" 2>&1 &
done
wait
for file in ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key sa.key sa.pub; do
  [ -s "$new/pki/$file" ] || { echo "kubeadm made no $file:"; tail -n 5 "$new"/log.*; exit 1; }
done
chmod 0755 "$new/pki" "$new/pki/etcd"
chmod 0644 "$new"/pki/*.crt "$new"/pki/etcd/*.crt "$new/pki/sa.pub"
if [ -e /etc/kubernetes/pki ]; then
  mkdir -p /var/lib/barque/aside
  mv /etc/kubernetes/pki "/var/lib/barque/aside/pki-$(date -u +%Y%m%dT%H%M%SZ)"
fi
sync -f "$new/pki"
mv "$new/pki" /etc/kubernetes/pki
chmod 0755 /etc/kubernetes
sync /etc/kubernetes
`;

export const AUTHORITY_MINT: VerbKind<AuthorityMint> = {
  do: 'authority.mint',
  args: verb => [verb.version],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: ({ kubernetes }) => ({ authorities: kubernetes.authorities === null ? 'absent' : 'whole' }),
    perform: function* (machine) {
      yield {
        what: 'move the authorities into place',
        apply: () => {
          machine.kubernetes.authorities = hexOf(
            digestOfText(`${machine.name} ${machine.fence.epoch} ${machine.journal.length}`),
          );
        },
      };
    },
  },
};
