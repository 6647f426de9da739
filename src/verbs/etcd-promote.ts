/** The verb `etcd.promote`: learners get their vote as soon as they have caught up. */
import { sh, withShell } from '../base/shell-text.ts';
import { ETCD_CLIENT } from '../facts/etcd-client.ts';
import type { EtcdPromote } from '../plan/verbs/etcd-promote.ts';
import type { VerbKind } from './verb-kind.ts';

/** Arguments: names. Where no member is to run there is none to ask; one that gives no answer tells of nobody. */
const OBSERVE = sh`
seen=absent
if [ -f /etc/kubernetes/manifests/etcd.yaml ]; then
  if list=$(etcd --command-timeout=4s member list 2>/dev/null); then seen=list; else seen=unknown; fi
fi
for name in "$@"; do
  if [ "$seen" != list ]; then printf '%s=%s\n' "$name" "$seen"; continue; fi
  line=$(printf '%s\n' "$list" | grep -F ", $name, " || true)
  case $line in
    '') printf '%s=absent\n' "$name" ;;
    *', true') printf '%s=learner\n' "$name" ;;
    *) printf '%s=voter\n' "$name" ;;
  esac
done | LC_ALL=C sort -t= -k1,1
`;

/** etcd refuses until the learner has caught up (etcd: learner design); the unit's deadline ends the wait. */
const PERFORM = sh`
set -eu
for name in "$@"; do
  until
    line=$(etcd --command-timeout=5s member list | grep -F ", $name, " || true)
    case $line in
      '') false ;;
      *', true') etcd --command-timeout=5s member promote "$(printf %s "$line" | cut -d, -f1)" ;;
    esac
  do sleep 0.3; done
done
`;

export const ETCD_PROMOTE: VerbKind<EtcdPromote> = {
  do: 'etcd.promote',
  asksCluster: true,
  args: verb => verb.members,
  observe: withShell(ETCD_CLIENT, OBSERVE),
  perform: withShell(ETCD_CLIENT, PERFORM),
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const members = machine.api()?.members();
      const hasManifest = machine.kubernetes.node?.etcdPatches != null;
      return Object.fromEntries(
        verb.members.map(name => {
          if (members === undefined) return [name, hasManifest ? 'unknown' : 'absent'];
          const member = members.find(each => each.name === name);
          return [name, member === undefined ? 'absent' : member.learner ? 'learner' : 'voter'];
        }),
      );
    },
    perform: function* (machine, verb) {
      for (const name of verb.members) {
        do yield { what: `promote ${name}`, apply: () => machine.api()?.promote(name) };
        while (
          machine
            .api()
            ?.members()
            .find(each => each.name === name)?.learner !== false
        );
      }
    },
  },
};
