/** The verb `etcd.yield`: the leadership of etcd moves to another member before this one goes away. */
import { sh, withShell } from '../base/shell-text.ts';
import { ETCD_CLIENT } from '../facts/etcd-client.ts';
import type { EtcdYield } from '../plan/verbs/etcd-yield.ts';
import type { VerbKind } from './verb-kind.ts';

/** A member that does not run does not lead; of one that runs and gives no answer nobody knows. `IS LEADER, IS LEARNER`. */
const OBSERVE = sh`
if ! pgrep -x etcd >/dev/null; then echo leads=no; exit 0; fi
status=$(etcd --command-timeout=4s endpoint status 2>/dev/null) || { echo leads=unknown; exit 0; }
case $status in *', true, false, '*) echo leads=yes ;; *) echo leads=no ;; esac
`;

/** The first other voter that answers; etcd refuses one that does not follow (etcd: MoveLeader). */
const PERFORM = sh`
set -eu
own=$(etcd --command-timeout=5s endpoint status | cut -d, -f2 | tr -d ' ')
for member in $(etcd --command-timeout=5s member list | awk -F', ' -v own="$own" '$1 != own && $2 == "started" && $6 == "false" { print $1 }'); do
  if etcd --command-timeout=5s move-leader "$member"; then exit 0; fi
done
echo "no other member of etcd took the leadership"
exit 1
`;

export const ETCD_YIELD: VerbKind<EtcdYield> = {
  do: 'etcd.yield',
  asksCluster: true,
  tries: 1,
  args: () => [],
  observe: withShell(ETCD_CLIENT, OBSERVE),
  perform: withShell(ETCD_CLIENT, PERFORM),
  input: () => '',
  // Simulated members have no leader: a majority decides.
  simulate: { observe: () => ({ leads: 'no' }), perform: () => [] },
};
