/** The verb `etcd.admit`: a member that lost its log is removed, and a new one added as a learner, which has no vote yet. */
import { sh, withShell } from '../base/shell-text.ts';
import { ETCD_CLIENT } from '../facts/etcd-client.ts';
import type { EtcdAdmit } from '../plan/verbs/etcd-admit.ts';
import type { VerbKind } from './verb-kind.ts';

/** Arguments: name, peer URL, id to remove (or none). */
const OBSERVE = sh`
list=$(etcd --command-timeout=4s member list 2>/dev/null) || { echo member=unknown; exit 0; }
if printf '%s\n' "$list" | grep -q "^$3, "; then echo member=lost
elif printf '%s\n' "$list" | grep -qF ", $2, "; then echo member=admitted
else echo member=absent; fi
`;

/**
 * The removal is only for a cluster in which every other member answers: with one more gone there would be no
 * majority. etcd itself refuses a change that its strict reconfiguration check finds unsafe.
 */
const PERFORM = sh`
set -eu
name=$1 peer=$2 remove=$3
list=$(etcd --command-timeout=10s member list)
if printf '%s\n' "$list" | grep -q "^$remove, "; then
  clients=$(printf '%s\n' "$list" | grep -v "^$remove, " | awk -F', ' '$5 != "" { print $5 }' | paste -sd, -)
  etcd_at --endpoints="$clients" --command-timeout=10s endpoint health ||
    { echo "another member does not answer; removing $name now could cost the majority"; exit 1; }
  etcd --command-timeout=10s member remove "$remove"
fi
etcd --command-timeout=10s member list | grep -qF ", $peer, " || etcd --command-timeout=10s member add "$name" --learner --peer-urls="$peer"
`;

export const ETCD_ADMIT: VerbKind<EtcdAdmit> = {
  do: 'etcd.admit',
  asksCluster: true,
  tries: 2,
  args: verb => [verb.member, verb.peerUrl, verb.remove ?? 'none'],
  observe: withShell(ETCD_CLIENT, OBSERVE),
  perform: withShell(ETCD_CLIENT, PERFORM),
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const members = machine.api()?.members();
      if (members === undefined) return { member: 'unknown' };
      if (members.some(({ id }) => id === verb.remove)) return { member: 'lost' };
      return { member: members.some(({ peerUrl }) => peerUrl === verb.peerUrl) ? 'admitted' : 'absent' };
    },
    perform: function* (machine, verb) {
      yield { what: `remove ${verb.remove}`, apply: () => machine.api()?.remove(verb.remove ?? '') };
      yield { what: `add ${verb.member}`, apply: () => machine.api()?.add(verb.member, verb.peerUrl) };
    },
  },
};
