/** The verb `authority.mint`: kubeadm makes the four authorities beside their place, then they are moved there. */
import { digestOfText, hexOf } from '../base/digest.ts';
import { sh, withShell } from '../base/shell-text.ts';
import { AUTHORITY_FILES } from '../facts/authority-files.ts';
import { authoritiesSeen } from '../hosts/simulated/kubernetes.ts';
import type { AuthorityMint } from '../plan/verbs/authority-mint.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
found=$(authorities_in /etc/kubernetes/pki)
case $found in absent | partial) echo "authorities=$found" ;; *) echo authorities=whole ;; esac
`;

/** Arguments: version. ECDSA keys save seconds of a small host's time (trials). */
const PERFORM = sh`
set -eu
umask 077
if [ -d /var/lib/etcd/member/wal ]; then
  echo "etcd has a log here, which began with other authorities"
  exit 1
fi
new=/etc/kubernetes/.barque-authorities
rm -rf "$new"
mkdir -p "$new/pki"
trap 'rm -rf "$new"' EXIT
printf 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v%s\nencryptionAlgorithm: ECDSA-P256\ncertificatesDir: %s\n' "$1" "$new/pki" >"$new/config"
pids=
for phase in ca front-proxy-ca etcd-ca sa; do
  kubeadm init phase certs "$phase" --config "$new/config" >"$new/log.$phase" 2>&1 &
  pids="$pids $!"
done
made=yes
# Each for itself: a bare wait ends well whatever they came to.
for pid in $pids; do wait "$pid" || made=no; done
case $(authorities_in "$new/pki") in absent | partial) made=no ;; esac
if [ "$made" = no ]; then
  echo "kubeadm did not make all of them:"
  tail -n 5 "$new"/log.*
  exit 1
fi
if [ -e /etc/kubernetes/pki ]; then
  mkdir -p /var/lib/barque/aside
  mv /etc/kubernetes/pki "/var/lib/barque/aside/pki-$(date -u +%Y%m%dT%H%M%SZ)"
fi
authorities_place "$new/pki"
`;

export const AUTHORITY_MINT: VerbKind<AuthorityMint> = {
  do: 'authority.mint',
  args: verb => [verb.version],
  observe: withShell(AUTHORITY_FILES, OBSERVE),
  perform: withShell(AUTHORITY_FILES, PERFORM),
  input: () => '',
  simulate: {
    observe: ({ kubernetes }) => {
      const seen = authoritiesSeen(kubernetes);
      return { authorities: seen === kubernetes.authorities ? 'whole' : seen };
    },
    perform: function* (machine) {
      if (machine.kubernetes.etcd !== null) return;
      yield {
        what: 'move the authorities into place',
        apply: () => {
          const made = `${machine.name} ${machine.fence.epoch} ${machine.journal.length}`;
          Object.assign(machine.kubernetes, { authorities: hexOf(digestOfText(made)), lacking: [] });
        },
      };
    },
  },
};
