/** The verb `node.mark`: labels and taints of nodes as the API shows them, and which of them are Barque's. */
import { type Observation, observationOf } from '../base/observation.ts';
import { sh, withShell } from '../base/shell-text.ts';
import { KUBE_CLIENT } from '../facts/kube-client.ts';
import type { SimulatedMachine } from '../hosts/simulated/machine.ts';
import {
  afterNodeMark,
  type Mark,
  type MarkedNode,
  type NodeMark,
  thingOf,
} from '../plan/verbs/node-mark.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * `nodes_by COMMAND…`: lines of the API, `NODE|node`, `NODE|label|KEY|VALUE`, `NODE|taint|KEY:EFFECT|VALUE` and
 * `NODE|ours|THINGS`: what the annotation barque.dev/marks remembers, `KIND|KEY` each.
 */
const NODES = sh`
nodes_by() {
  "$@" get nodes -o go-template='{{range .items}}{{$node := .metadata.name}}{{$node}}|node{{"\n"}}{{range $key, $value := .metadata.labels}}{{$node}}|label|{{$key}}|{{$value}}{{"\n"}}{{end}}{{range .spec.taints}}{{$node}}|taint|{{.key}}:{{.effect}}|{{with .value}}{{.}}{{end}}{{"\n"}}{{end}}{{if .metadata.annotations}}{{with index .metadata.annotations "barque.dev/marks"}}{{$node}}|ours|{{.}}{{"\n"}}{{end}}{{end}}{{end}}'
}
`;

/** Arguments: `NODE|node` for each node, and its marks: `NODE|KIND|KEY|=VALUE`, or `NODE|KIND|KEY|-` for one that must be absent. */
const OBSERVE = sh`
live= seen=absent
if [ -f /etc/kubernetes/admin.conf ]; then
  # A thousand nodes are some megabytes, and a busy API sends them in seconds; asked twice it stays below what a look may take.
  # shellcheck disable=SC2034 # kube reads it
  kube_seconds=10
  if live=$(nodes_by kube); then seen=list; else seen=unknown; fi
fi
{
  printf '%s\n' "$live"
  echo ---
  printf '%s\n' "$@"
} | awk -F '|' -v seen="$seen" '
  $0 == "" { next }
  $0 == "---" { asked = 1; next }
  !asked && $2 == "ours" { ours[$1] = substr($0, length($1) + 7); next }
  { thing = $1 " " $2 " " $3 }
  !asked { live[thing] = substr($0, length(thing) + 2); next }
  $2 == "node" { print $1 " ours=" (seen != "list" ? seen : $1 in ours ? ours[$1] : "absent"); next }
  { print thing "=" (seen != "list" ? seen : thing in live ? "\"" live[thing] "\"" : "absent") }
' | LC_ALL=C sort -t= -k1,1
`;

/**
 * One question for all nodes, then one order for what is set on the same of them: a busy API answers each in a good part of a second. That a mark
 * is ours is remembered before it is set, and forgotten after it is gone, so that whoever is interrupted finds it again.
 */
const PERFORM = sh`
set -eu
export KUBECONFIG=/etc/kubernetes/admin.conf
tab=$(printf '\t')
list() { nodes_by kubectl --request-timeout=15s 2>/dev/null; }
lacking() {
  { printf '%s\n' "$live" && echo --- && printf '%s\n' "$@"; } | awk -F '|' '
    $0 == "---" { asked = 1; next }
    !asked { if ($2 == "node") there[$1] = 1; next }
    $4 ~ /^=/ && !($1 in there) { lacks = 1 }
    END { exit !lacks }'
}
# A node registers itself a moment after its kubelet starts; the unit's deadline ends the wait.
until live=$(list) && ! lacking "$@"; do sleep 0.5; done
{ printf '%s\n' "$live" && echo --- && printf '%s\n' "$@"; } | awk -F '|' -v OFS="$tab" '
  function order(what, word, node) {
    if (!((what, word) in nodes)) orders[++count] = what OFS word
    nodes[what, word] = nodes[what, word] " " node
  }
  # What is set on the same nodes goes into one order; kubectl refuses to set and to take a taint in one.
  function all_orders(   at, parts, to, same, first) {
    for (at = 1; at <= count; at++) {
      split(orders[at], parts, OFS)
      to = nodes[parts[1], parts[2]]
      delete nodes[parts[1], parts[2]]
      same = parts[1] OFS (parts[2] ~ /-$/ || parts[1] == "annotate" ? at : to)
      if (!(same in first)) first[same] = at
      to_of[first[same]] = parts[1] OFS to
      words_of[first[same]] = words_of[first[same]] OFS parts[2]
    }
    for (at = 1; at <= count; at++) {
      if (at in to_of) print to_of[at] words_of[at]
      delete to_of[at]
      delete words_of[at]
    }
    count = 0
  }
  function taint(key, value,   at) {
    at = index(key, ":")
    return substr(key, 1, at - 1) (value == "" ? "" : "=" value) substr(key, at)
  }
  function gone(node, kind, key) {
    if ((node " " kind " " key) in live) order(kind, key "-", node)
  }
  function annotation(things) { return things == "" ? "barque.dev/marks-" : "barque.dev/marks=" things }
  function has(things, thing) { return index(" " things " ", " " thing " ") > 0 }
  $0 == "" { next }
  $0 == "---" { asked = 1; next }
  !asked && $2 == "ours" { ours[$1] = substr($0, length($1) + 7); next }
  { thing = $1 " " $2 " " $3 }
  !asked { live[thing] = substr($0, length(thing) + 2); next }
  $2 == "node" { name[++number] = $1; next }
  { mark[++marks] = $0 }
  $4 ~ /^=/ { wanted[$1] = wanted[$1] (wanted[$1] == "" ? "" : " ") $2 "|" $3 }
  END {
    for (at = 1; at <= number; at++) {
      node = name[at]
      both[node] = ours[node]
      size = split(wanted[node], things, " ")
      for (nth = 1; nth <= size; nth++)
        if (!has(both[node], things[nth])) both[node] = both[node] (both[node] == "" ? "" : " ") things[nth]
      if (both[node] != ours[node]) order("annotate", annotation(both[node]), node)
    }
    all_orders()
    for (at = 1; at <= marks; at++) {
      split(mark[at], words, "|")
      node = words[1]; kind = words[2]; key = words[3]
      value = substr(mark[at], length(node kind key) + 5)
      if (words[4] == "-") { gone(node, kind, key); continue }
      thing = node " " kind " " key
      if (thing in live && live[thing] == value) continue
      order(kind, kind == "taint" ? taint(key, value) : key "=" value, node)
    }
    for (at = 1; at <= number; at++) {
      node = name[at]
      size = split(ours[node], things, " ")
      for (nth = 1; nth <= size; nth++) {
        if (has(wanted[node], things[nth])) continue
        split(things[nth], words, "|")
        gone(node, words[1], words[2])
      }
    }
    all_orders()
    for (at = 1; at <= number; at++)
      if (both[name[at]] != wanted[name[at]]) order("annotate", annotation(wanted[name[at]]), name[at])
    all_orders()
  }
' | while IFS=$tab read -r what nodes words; do
  IFS=$tab
  set -f
  # shellcheck disable=SC2086 # one word a mark
  set -- $words
  set +f
  unset IFS
  # shellcheck disable=SC2086 # one word a node
  kubectl --request-timeout=10s "$what" --overwrite node $nodes "$@" </dev/null
done
`;

export const NODE_MARK: VerbKind<NodeMark> = {
  do: 'node.mark',
  asksCluster: true,
  tries: 2,
  args: argumentsOf,
  observe: withShell(withShell(KUBE_CLIENT, NODES), OBSERVE),
  observeMany: {
    text: withShell(withShell(KUBE_CLIENT, NODES), OBSERVE),
    args: verbs => verbs.flatMap(argumentsOf),
    parse: (stdout, verbs) => {
      const all = observationOf(stdout);
      return verbs.map(verb => among(verb, key => all[key] ?? 'unknown'));
    },
  },
  perform: withShell(NODES, PERFORM),
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const api = machine.api();
      if (api === null) {
        const isAsked = machine.kubernetes.node?.role === 'control-plane';
        return among(verb, () => (isAsked ? 'unknown' : 'absent'));
      }
      return among(verb, key => {
        const value = api.marks.get(key);
        if (value === undefined) return 'absent';
        return key.endsWith(' ours') ? value : `"${value}"`;
      });
    },
    perform: function* (machine, verb) {
      for (const { node, marks } of verb.nodes) {
        while (marks.some(isThere) && machine.api()?.knows(node) !== true)
          yield { what: `looking for ${node}`, apply: () => {} };
        yield* effectsOf(machine, { node, marks });
      }
    },
  },
};

function argumentsOf({ nodes }: NodeMark): string[] {
  return nodes.flatMap(({ node, marks }) => [
    `${node}|node`,
    ...marks.map(mark => `${node}|${thingOf(mark)}|${mark.state === 'there' ? `=${mark.value}` : '-'}`),
  ]);
}

/** The words that are observed of these nodes. */
function among(verb: NodeMark, seen: (key: string) => string): Observation {
  return Object.fromEntries(Object.keys(afterNodeMark(verb)).map(key => [key, seen(key)]));
}

function isThere(mark: Mark): mark is Mark & { state: 'there' } {
  return mark.state === 'there';
}

function* effectsOf(machine: SimulatedMachine, { node, marks }: MarkedNode) {
  const live = () => machine.api()?.marks;
  const ours = (live()?.get(`${node} ours`) ?? '').split(' ').filter(thing => thing !== '');
  const wanted = marks.filter(isThere).map(thingOf);
  const remember = (things: readonly string[]) => ({
    what: `remember the marks of ${node}`,
    apply: () =>
      things.length === 0 ? live()?.delete(`${node} ours`) : live()?.set(`${node} ours`, things.join(' ')),
  });
  const remove = (thing: string) => ({
    what: `take ${thing} from ${node}`,
    apply: () => live()?.delete(`${node} ${thing.replace('|', ' ')}`),
  });
  yield remember([...ours, ...wanted.filter(thing => !ours.includes(thing))]);
  for (const mark of marks) {
    if (!isThere(mark)) yield remove(thingOf(mark));
    else
      yield {
        what: `mark ${node} ${mark.key}`,
        apply: () => live()?.set(`${node} ${mark.kind} ${mark.key}`, mark.value),
      };
  }
  for (const thing of ours.filter(each => !wanted.includes(each))) yield remove(thing);
  yield remember(wanted);
}
