/** The verb `object.apply`: objects of the API written by server-side apply, and a note of what became of them. */
import { digestOfText, hexOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import { sh, withShell } from '../base/shell-text.ts';
import { KUBE_CLIENT } from '../facts/kube-client.ts';
import type { ObjectApply } from '../plan/verbs/object-apply.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * Arguments: set, digest, kinds. The ConfigMap `barque` holds for each set the digest of what was wanted and of
 * what the API showed then, its defaults included; the latter is computed anew.
 */
const OBSERVE = sh`
set=$1 kinds=$3
# An API that gives no answer holds whatever it holds.
unknown() { printf 'live=unknown\nobjects=unknown\n'; exit 0; }
if [ ! -f /etc/kubernetes/admin.conf ]; then printf 'live=absent\nobjects=absent\n'; exit 0; fi
all=$kinds
case ",$kinds," in *,configmap,*) ;; *) all=$kinds,configmap ;; esac
# One question for the note and what it is about: kubectl costs a busy host more than a quarter of a second.
seen=$(kube get "$all" --all-namespaces --selector "barque.dev/set in ($set,notes)" -o "jsonpath={range .items[?(@.metadata.name==\"barque\")]}{.data.$set}{end}{\"\\n\"}{range .items[?(@.metadata.name!=\"barque\")]}{.kind}/{.metadata.name}{.spec}{.data}{.rules}{.roleRef}{.subjects}{end}") || unknown
stamp=\${seen%%"
"*}
objects=\${stamp%% *}
was=\${stamp#"$objects"}
was=\${was# }
[ -n "$objects" ] || objects=absent
if [ "$objects" = absent ]; then live=absent
elif [ "$(printf %s "\${seen#*"
"}" | sha256sum | cut -c1-64)" = "$was" ]; then live=as-written
else live=changed; fi
printf 'live=%s\nobjects=%s\n' "$live" "$objects"
`;

const PERFORM = sh`
set -eu
set=$1 digest=$2 kinds=$3
export KUBECONFIG=/etc/kubernetes/admin.conf
# The seat's own apiserver, so that nothing waits for the VIP.
server=$(sed -n 's/^ *server: //p' /etc/kubernetes/kubelet.conf)
until kubectl --server "$server" --request-timeout=5s get --raw /readyz >/dev/null 2>&1; do sleep 0.3; done
api() { kubectl --server "$server" --request-timeout=20s "$@"; }
# Its own check would first fetch the schemas of the whole API, seconds of a fresh one's time; the API checks anyway.
api apply --server-side --force-conflicts --validate=false --field-manager=barque -f -
live=$(api get "$kinds" --all-namespaces --selector "barque.dev/set=$set" -o 'jsonpath={range .items[*]}{.kind}/{.metadata.name}{.spec}{.data}{.rules}{.roleRef}{.subjects}{end}')
live=$(printf %s "$live" | sha256sum | cut -c1-64)
printf '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"barque","namespace":"kube-system","labels":{"barque.dev/set":"notes"}},"data":{"%s":"%s %s"}}' "$set" "$digest" "$live" |
  api apply --server-side --force-conflicts --validate=false --field-manager="barque-$set" -f -
`;

export const OBJECT_APPLY: VerbKind<ObjectApply> = {
  do: 'object.apply',
  asksCluster: true,
  tries: 2,
  args: verb => [verb.set, hexOf(verb.blob), verb.kinds.join(',')],
  observe: withShell(KUBE_CLIENT, OBSERVE),
  perform: PERFORM,
  input: (verb, { blobs }) => {
    const content = blobs[verb.blob];
    if (content !== undefined && digestOfText(content) === verb.blob) return content;
    throw new BarqueError({
      domain: 'stale-plan',
      attempted: `take the objects ${verb.set} from the plan`,
      cameBack: 'they are not there, or were damaged',
      next: 'Plan again.',
    });
  },
  simulate: {
    observe: (machine, verb) => {
      const api = machine.api();
      if (api === null && machine.kubernetes.node !== null) return { live: 'unknown', objects: 'unknown' };
      const objects = api?.objects.get(verb.set);
      return { live: objects === undefined ? 'absent' : 'as-written', objects: objects ?? 'absent' };
    },
    perform: function* (machine, verb) {
      while (machine.api() === null) yield { what: 'looking for the API', apply: () => {} };
      yield {
        what: `apply ${verb.set}`,
        apply: () => machine.api()?.objects.set(verb.set, hexOf(verb.blob)),
      };
    },
  },
};
