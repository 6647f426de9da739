/**
 * The verb `authority.put`: the authorities from the seat. Where nothing has begun yet, others that lie there are put
 * aside; under a control plane that has, only what is missing is added.
 */
import { RECORD_PATH } from '../base/record.ts';
import { sh, withShell } from '../base/shell-text.ts';
import { AUTHORITY_FILES } from '../facts/authority-files.ts';
import { stopKubelet } from '../hosts/simulated/kubelet.ts';
import { authoritiesSeen } from '../hosts/simulated/kubernetes.ts';
import { lateNameOf } from '../plan/late.ts';
import type { AuthorityPut } from '../plan/verbs/authority-put.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
echo "authorities=$(authorities_in /etc/kubernetes/pki)"
`;

/**
 * Argument: digest. Standard input: the archive in base64. Whatever was made with other authorities (certificates,
 * kubeconfigs, manifests) is of no use any more and is put aside, never deleted. A member of etcd that has a log, and a
 * host of a cluster that was whole once, may be what others rest on: nothing of theirs is moved, whatever lies there.
 */
const PERFORM = sh`
set -eu
umask 077
new=/etc/kubernetes/.barque-authorities
rm -rf "$new"
mkdir -p "$new/pki"
trap 'rm -rf "$new"' EXIT
base64 -d | tar -x -C "$new/pki" --no-same-owner
found=$(authorities_in "$new/pki")
[ "$found" = "$1" ] || { echo "the authorities arrived damaged: they are $found, not $1"; exit 1; }
if [ -d /var/lib/etcd/member/wal ] || [ -e /var/lib/barque/cluster.json ]; then
  authorities_add "$new/pki"
  exit 0
fi
if [ -e /etc/kubernetes/pki ]; then
  systemctl stop kubelet.service 2>/dev/null || true
  aside=/var/lib/barque/aside/$(date -u +%Y%m%dT%H%M%SZ)
  mkdir -p "$aside"
  for each in /etc/kubernetes/manifests /etc/kubernetes/*.conf; do
    if [ -e "$each" ]; then mv "$each" "$aside/"; fi
  done
  if [ -e /var/lib/etcd/member ]; then mv /var/lib/etcd/member "$aside/etcd-member"; fi
  # Last, so that a go that was cut short does all of it again.
  mv /etc/kubernetes/pki "$aside/"
fi
authorities_place "$new/pki"
`;

export const AUTHORITY_PUT: VerbKind<AuthorityPut> = {
  do: 'authority.put',
  args: verb => [verb.digest],
  observe: withShell(AUTHORITY_FILES, OBSERVE),
  perform: withShell(AUTHORITY_FILES, PERFORM),
  input: (verb, { late }) => late.get(lateNameOf(verb.authorities)) ?? '',
  simulate: {
    observe: ({ kubernetes }) => ({ authorities: authoritiesSeen(kubernetes) }),
    perform: function* (machine, verb, input) {
      const { kubernetes, files } = machine;
      if (typeof input !== 'string' || input === '') return;
      const has = kubernetes.authorities;
      if (kubernetes.etcd !== null || files.has(RECORD_PATH)) {
        if (has !== null && has !== verb.digest) return;
        yield {
          what: 'add what is missing',
          apply: () => Object.assign(kubernetes, { authorities: verb.digest, lacking: [] }),
        };
        return;
      }
      if (has !== null) {
        yield { what: 'stop the kubelet', apply: () => stopKubelet(machine) };
        yield {
          what: 'put aside what they have signed',
          apply: () => {
            kubernetes.node = null;
            kubernetes.superAdmin = false;
          },
        };
        yield {
          what: 'put the authorities aside',
          apply: () => Object.assign(kubernetes, { authorities: null, lacking: [] }),
        };
      }
      yield {
        what: 'move the authorities into place',
        apply: () => {
          kubernetes.authorities = verb.digest;
        },
      };
    },
  },
};
