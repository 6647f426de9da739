/** The verb `etcd.save`: a snapshot of etcd, whole or not at all, in /var/lib/barque/snapshots. */
import { sh } from '../base/shell-text.ts';
import type { EtcdSave } from '../plan/verbs/etcd-save.ts';
import type { VerbKind } from './verb-kind.ts';

/** Arguments: name of the snapshot, endpoint, version of Kubernetes. */
const OBSERVE = sh`
if [ -s "/var/lib/barque/snapshots/$1.db" ]; then echo snapshot=saved; else echo snapshot=absent; fi
`;

/**
 * kubeadm signs the certificate for asking with the authorities that lie here; a host that joins has none yet. etcdctl
 * writes beside the name and renames (etcd: clientv3/snapshot), so a file under the name is whole. The four newest stay:
 * each is as large as etcd itself, and the older ones are of no use for going back from this change.
 */
const PERFORM = sh`
set -eu
umask 077
name=$1 endpoint=$2 version=$3
folder=/var/lib/barque/snapshots
pki=/etc/kubernetes/pki/etcd
mkdir -p "$folder" /run/barque
if [ ! -s "$pki/healthcheck-client.crt" ]; then
  config=/run/barque/certificate.yaml
  trap 'rm -f "$config"' EXIT
  printf 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v%s\nencryptionAlgorithm: ECDSA-P256\n' "$version" >"$config"
  kubeadm init phase certs etcd-healthcheck-client --config "$config"
fi
etcdctl --endpoints="$endpoint" --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" --key="$pki/healthcheck-client.key" \
  --dial-timeout=2s --command-timeout=170s snapshot save "$folder/$name.db"
# shellcheck disable=SC2012 # our own names
(cd "$folder" && ls -t -- *.db) | tail -n +5 | while read -r old; do rm -f "$folder/$old"; done
`;

export const ETCD_SAVE: VerbKind<EtcdSave> = {
  do: 'etcd.save',
  tries: 2,
  args: verb => [verb.snapshot, verb.endpoint, verb.version],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => ({ snapshot: machine.files.has(pathOf(verb)) ? 'saved' : 'absent' }),
    perform: function* (machine, verb) {
      if (machine.kubernetes.authorities === null) return;
      yield {
        what: 'save a snapshot',
        apply: () => machine.files.set(pathOf(verb), { content: 'etcd', mode: '0600', owner: 'root:root' }),
      };
    },
  },
};

function pathOf({ snapshot }: EtcdSave): string {
  return `/var/lib/barque/snapshots/${snapshot}.db`;
}
