/** The verb `node.drain`: pods leave a node in their own time and within their budgets, or the node takes pods again. */
import { sh, withShell } from '../base/shell-text.ts';
import { KUBE_CLIENT } from '../facts/kube-client.ts';
import type { NodeDrain } from '../plan/verbs/node-drain.ts';
import type { VerbKind } from './verb-kind.ts';

/** Arguments: node, state, seconds. Pods of DaemonSets and static pods belong to the node and stay. */
const OBSERVE = sh`
cordoned=$(kube get node "$1" --ignore-not-found -o 'jsonpath={.metadata.name} {.spec.unschedulable}') || { echo node=unknown; exit 0; }
# A node that is not there any more has no pods.
if [ -z "$cordoned" ]; then echo "node=$2"; exit 0; fi
if [ "$cordoned" != "$1 true" ]; then echo node=schedulable; exit 0; fi
left=$(kube get pods --all-namespaces --field-selector "spec.nodeName=$1,status.phase!=Succeeded,status.phase!=Failed" \
  -o 'go-template={{range .items}}{{$stays := false}}{{range .metadata.ownerReferences}}{{if or (eq .kind "DaemonSet") (eq .kind "Node")}}{{$stays = true}}{{end}}{{end}}{{if not $stays}}{{.metadata.namespace}}/{{.metadata.name}} {{end}}{{end}}') ||
  { echo node=unknown; exit 0; }
if [ -n "$left" ]; then echo node=cordoned; else echo node=drained; fi
`;

/**
 * Pods that no controller would make again stay and are named, unless they shall go too. kubectl evicts, so budgets of
 * disruption are kept; that one holds a pod is in its words, and not which: their selectors are asked for that.
 */
const PERFORM = sh`
set -eu
node=$1 state=$2 within=$3 force=$4
server=$(sed -n 's/^ *server: //p' /etc/kubernetes/kubelet.conf)
api() { kubectl --kubeconfig /etc/kubernetes/admin.conf --server "$server" "$@"; }
if [ "$state" = schedulable ]; then
  api --request-timeout=20s uncordon "$node"
  exit 0
fi
if api drain "$node" --ignore-daemonsets --delete-emptydir-data --force="$force" --timeout="$within"s 2>&1; then exit 0; fi
api --request-timeout=8s get poddisruptionbudgets --all-namespaces -o 'go-template={{range .items}}{{if eq (printf "%v" .status.disruptionsAllowed) "0"}}{{.metadata.namespace}} {{.metadata.name}} {{range $key, $value := .spec.selector.matchLabels}}{{$key}}={{$value}},{{end}}{{range .spec.selector.matchExpressions}}{{if eq .operator "Exists"}}{{.key}},{{else if eq .operator "DoesNotExist"}}!{{.key}},{{else}}{{.key}} {{if eq .operator "In"}}in{{else}}notin{{end}} ({{range $at, $value := .values}}{{if $at}},{{end}}{{$value}}{{end}}),{{end}}{{end}}{{"\n"}}{{end}}{{end}}' |
  while read -r space budget selector; do
    for pod in $(api --request-timeout=8s get pods -n "$space" -l "\${selector%,}" --field-selector "spec.nodeName=$node" -o 'jsonpath={.items[*].metadata.name}'); do
      echo "the budget $space/$budget holds $space/$pod: it allows no disruption now"
    done
  done
exit 1
`;

export const NODE_DRAIN: VerbKind<NodeDrain> = {
  do: 'node.drain',
  asksCluster: true,
  args: verb => [verb.node, verb.state, String(verb.withinS), String(verb.force)],
  observe: withShell(KUBE_CLIENT, OBSERVE),
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const api = machine.api();
      if (api === null) return { node: 'unknown' };
      if (!api.knows(verb.node)) return { node: verb.state };
      return { node: api.marks.get(`${verb.node} drained`) === 'yes' ? 'drained' : 'schedulable' };
    },
    perform: function* (machine, verb) {
      yield {
        what: `${verb.state}: ${verb.node}`,
        apply: () =>
          machine.api()?.marks.set(`${verb.node} drained`, verb.state === 'drained' ? 'yes' : 'no'),
      };
    },
  },
};
