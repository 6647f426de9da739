/** The verb `node.mark`: labels and taints of nodes, as the API shows them. */
import { sh, withShell } from '../base/shell-text.ts';
import { KUBE_CLIENT } from '../facts/kube-client.ts';
import type { NodeMark } from '../plan/verbs/node-mark.ts';
import type { VerbKind } from './verb-kind.ts';

/** Arguments: `node|kind|key|value` each. Lines of the API: `node|kind|key|value`. */
const OBSERVE = sh`
live=
if [ -f /etc/kubernetes/admin.conf ]; then
  live=$(kube get nodes -o go-template='{{range .items}}{{$node := .metadata.name}}{{range $key, $value := .metadata.labels}}{{$node}}|label|{{$key}}|{{$value}}{{"\n"}}{{end}}{{range .spec.taints}}{{$node}}|taint|{{.key}}|{{with .value}}{{.}}{{end}}:{{.effect}}{{"\n"}}{{end}}{{end}}')
fi
{
  printf '%s\n' "$live"
  echo ---
  printf '%s\n' "$@"
} | awk -F '|' '
  $0 == "" { next }
  $0 == "---" { asked = 1; next }
  { thing = $1 " " $2 " " $3; value = substr($0, length(thing) + 2) }
  !asked { if (!(thing in live)) live[thing] = value; next }
  { print thing "=" (thing in live ? live[thing] : "absent") }
' | LC_ALL=C sort
`;

/** One question for all nodes, then one order for each mark: a busy API answers each in a good part of a second. */
const PERFORM = sh`
set -eu
export KUBECONFIG=/etc/kubernetes/admin.conf
marks=$(printf '%s\n' "$@")
for node in $(printf '%s\n' "$marks" | cut -d'|' -f1 | sort -u); do
  # A node registers itself a moment after its kubelet starts; the unit's deadline ends the wait.
  until
    there=$(kubectl --request-timeout=10s get nodes -o go-template='{{range .items}}{{$node := .metadata.name}}{{$node}}|there{{"\n"}}{{range $key, $value := .metadata.labels}}{{$node}}|label|{{$key}}|{{$value}}{{"\n"}}{{end}}{{range .spec.taints}}{{$node}}|taint|{{.key}}|{{with .value}}{{.}}{{end}}:{{.effect}}{{"\n"}}{{end}}{{end}}' 2>/dev/null) &&
      printf '%s\n' "$there" | grep -qxF -- "$node|there"
  do sleep 0.5; done
done
todo=$(printf '%s\n' "$marks" | grep -vxF -- "$there" || true)
for mark in $(printf '%s\n' "$todo" | cut -d'|' -f2- | sort -u); do
  nodes=$(printf '%s\n' "$todo" | grep -F -- "|$mark" | cut -d'|' -f1 | sort -u)
  kind=$(printf %s "$mark" | cut -d'|' -f1)
  key=$(printf %s "$mark" | cut -d'|' -f2)
  value=$(printf %s "$mark" | cut -d'|' -f3-)
  # shellcheck disable=SC2086 # one word a node
  case $kind-$value in
    label-absent) kubectl --request-timeout=10s label node $nodes "$key-" ;;
    label-*) kubectl --request-timeout=10s label --overwrite node $nodes "$key=$value" ;;
    taint-absent)
      for node in $nodes; do
        if printf '%s\n' "$there" | grep -qF -- "$node|taint|$key|"; then
          kubectl --request-timeout=10s taint node "$node" "$key-"
        fi
      done
      ;;
    taint-:*) kubectl --request-timeout=10s taint --overwrite node $nodes "$key$value" ;;
    taint-*) kubectl --request-timeout=10s taint --overwrite node $nodes "$key=$value" ;;
  esac
done
`;

export const NODE_MARK: VerbKind<NodeMark> = {
  do: 'node.mark',
  asksCluster: true,
  tries: 2,
  args: verb => verb.marks.map(({ node, kind, key, value }) => `${node}|${kind}|${key}|${value}`),
  observe: withShell(KUBE_CLIENT, OBSERVE),
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const live = machine.api()?.marks;
      return Object.fromEntries(
        verb.marks.map(({ node, kind, key }) => [
          `${node} ${kind} ${key}`,
          live?.get(`${node} ${kind} ${key}`) ?? 'absent',
        ]),
      );
    },
    perform: function* (machine, verb) {
      for (const { node, kind, key, value } of verb.marks) {
        while (machine.api()?.knows(node) !== true) yield { what: `looking for ${node}`, apply: () => {} };
        yield {
          what: `mark ${node} ${key}`,
          apply: () => {
            const live = machine.api()?.marks;
            if (value === 'absent') live?.delete(`${node} ${kind} ${key}`);
            else live?.set(`${node} ${kind} ${key}`, value);
          },
        };
      }
    },
  },
};
