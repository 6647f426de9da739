/** The verb `etcd.save`: a snapshot of etcd, whole or not at all, in /var/lib/barque/snapshots. */
import { sh } from '../base/shell-text.ts';
import type { EtcdSave } from '../plan/verbs/etcd-save.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * Minutes for which a snapshot counts: it is named by what it is before, and a run that broke off just after it would
 * leave it for one of weeks later, when going back to it costs weeks of work. Our judgement: a run goes on from a snapshot
 * within one or two, since both hosts save at most three minutes each (base/deadlines.ts).
 */
const FRESH_MINUTES = 10;

/** Arguments: name of the snapshot, endpoint, version of Kubernetes, minutes. */
const OBSERVE = sh`
file=/var/lib/barque/snapshots/$1.db
if [ ! -s "$file" ]; then echo snapshot=absent
elif [ -n "$(find "$file" -mmin "-$4")" ]; then echo snapshot=saved
else echo snapshot=old; fi
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
  args: verb => [verb.snapshot, verb.endpoint, verb.version, String(FRESH_MINUTES)],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const file = machine.files.get(pathOf(verb));
      if (file === undefined) return { snapshot: 'absent' };
      const isFresh = machine.now() - Number(file.content) < FRESH_MINUTES * 60_000;
      return { snapshot: isFresh ? 'saved' : 'old' };
    },
    perform: function* (machine, verb) {
      if (machine.kubernetes.authorities === null) return;
      yield {
        what: 'save a snapshot',
        // A simulated file has no time of its own.
        apply: () => {
          const content = String(machine.now());
          machine.files.set(pathOf(verb), { content, mode: '0600', owner: 'root:root' });
        },
      };
    },
  },
};

function pathOf({ snapshot }: EtcdSave): string {
  return `/var/lib/barque/snapshots/${snapshot}.db`;
}
