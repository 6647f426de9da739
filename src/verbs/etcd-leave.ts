/** The verb `etcd.leave`: the manifest of a member without a log is put aside, before etcd forgets the member and admits a new one. */
import { sh } from '../base/shell-text.ts';
import type { EtcdLeave } from '../plan/verbs/etcd-leave.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
if [ -e /etc/kubernetes/manifests/etcd.yaml ]; then echo manifest=there; else echo manifest=absent; fi
`;

/**
 * The kubelet starts etcd again and again by it. Once its member is removed nobody tells that it has served, and it
 * would begin a log under an id that the others refuse for ever (etcd: isMemberBootstrapped). The unit's deadline
 * ends the wait.
 */
const PERFORM = sh`
set -eu
manifest=/etc/kubernetes/manifests/etcd.yaml
[ ! -d /var/lib/etcd/member/wal ] || { echo "etcd has a log here"; exit 1; }
mkdir -p /var/lib/barque/aside
if [ -e "$manifest" ]; then mv "$manifest" "/var/lib/barque/aside/etcd.yaml-$(date -u +%Y%m%dT%H%M%SZ)"; fi
sync /etc/kubernetes/manifests
while pgrep -x etcd >/dev/null; do sleep 0.1; done
`;

export const ETCD_LEAVE: VerbKind<EtcdLeave> = {
  do: 'etcd.leave',
  args: () => [],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: ({ kubernetes: { node } }) => ({ manifest: node?.etcdPatches == null ? 'absent' : 'there' }),
    perform: function* ({ kubernetes }) {
      if (kubernetes.etcd !== null) return;
      yield {
        what: 'put the manifest aside',
        apply: () => {
          if (kubernetes.node === null) return;
          kubernetes.node.etcdPatches = null;
          kubernetes.node.manifests = 'changed';
        },
      };
    },
  },
};
