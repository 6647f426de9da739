/** The verb `authority.put`: the authorities from the seat, whole or not at all; others that lie there are put aside. */
import { sh } from '../base/shell-text.ts';
import { lateNameOf } from '../plan/late.ts';
import type { AuthorityPut } from '../plan/verbs/authority-put.ts';
import { LOOK_AT_AUTHORITIES } from './authority-files.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * Argument: digest. Standard input: the archive in base64. Whatever was made with other authorities (certificates,
 * kubeconfigs, manifests, a member that never served) is of no use any more and is put aside, never deleted.
 */
const PERFORM = sh`
set -eu
umask 077
new=/etc/kubernetes/.barque-authorities
rm -rf "$new"
mkdir -p "$new/pki"
trap 'rm -rf "$new"' EXIT
base64 -d | tar -x -C "$new/pki" --no-same-owner
found=$(cd "$new/pki" && cat ca.crt etcd/ca.crt front-proxy-ca.crt sa.pub | sha256sum | cut -c1-64)
[ "$found" = "$1" ] || { echo "the authorities arrived damaged: they are $found, not $1"; exit 1; }
chmod 0755 "$new/pki" "$new/pki/etcd"
chmod 0644 "$new"/pki/*.crt "$new"/pki/etcd/*.crt "$new/pki/sa.pub"
if [ -e /etc/kubernetes/pki ]; then
  systemctl stop kubelet.service 2>/dev/null || true
  aside=/var/lib/barque/aside/$(date -u +%Y%m%dT%H%M%SZ)
  mkdir -p "$aside"
  mv /etc/kubernetes/pki "$aside/"
  for each in /etc/kubernetes/*.conf /etc/kubernetes/manifests; do
    if [ -e "$each" ]; then mv "$each" "$aside/"; fi
  done
  if [ -e /var/lib/etcd/member ]; then mv /var/lib/etcd/member "$aside/etcd-member"; fi
fi
sync -f "$new/pki"
mv "$new/pki" /etc/kubernetes/pki
chmod 0755 /etc/kubernetes
sync /etc/kubernetes
`;

export const AUTHORITY_PUT: VerbKind<AuthorityPut> = {
  do: 'authority.put',
  args: verb => [verb.digest],
  observe: LOOK_AT_AUTHORITIES,
  perform: PERFORM,
  input: (verb, { late }) => late.get(lateNameOf(verb.authorities)) ?? '',
  simulate: {
    observe: ({ kubernetes }) => ({ authorities: kubernetes.authorities ?? 'absent' }),
    perform: function* ({ kubernetes }, verb) {
      yield {
        what: 'put others aside',
        apply: () => {
          if (kubernetes.authorities !== null) kubernetes.node = null;
        },
      };
      yield {
        what: 'move the authorities into place',
        apply: () => {
          kubernetes.authorities = verb.digest;
        },
      };
    },
  },
};
