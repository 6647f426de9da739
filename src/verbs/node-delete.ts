/** The verb `node.delete`: the API forgets a node; what is left of its pods goes with it. */
import { sh, withShell } from '../base/shell-text.ts';
import { KUBE_CLIENT } from '../facts/kube-client.ts';
import type { NodeDelete } from '../plan/verbs/node-delete.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
found=$(kube get node "$1" --ignore-not-found -o name) || { echo node=unknown; exit 0; }
if [ -n "$found" ]; then echo node=present; else echo node=absent; fi
`;

const PERFORM = sh`
set -eu
server=$(sed -n 's/^ *server: //p' /etc/kubernetes/kubelet.conf)
kubectl --kubeconfig /etc/kubernetes/admin.conf --server "$server" --request-timeout=20s delete node "$1" --ignore-not-found
`;

export const NODE_DELETE: VerbKind<NodeDelete> = {
  do: 'node.delete',
  asksCluster: true,
  tries: 2,
  args: verb => [verb.node],
  observe: withShell(KUBE_CLIENT, OBSERVE),
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const api = machine.api();
      return { node: api === null ? 'unknown' : api.knows(verb.node) ? 'present' : 'absent' };
    },
    perform: function* (machine, verb) {
      yield { what: `delete ${verb.node}`, apply: () => machine.api()?.forget(verb.node) };
    },
  },
};
