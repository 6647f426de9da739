/** What an etcd member says about itself, and whom it takes for members: its own word, which needs no majority. */
import { sh, withShell } from '../base/shell-text.ts';
import { ETCD_CLIENT } from '../facts/etcd-client.ts';
import { ETCD_MEMBERS, type EtcdMember } from '../facts/etcd-members.ts';
import type { Part } from '../hosts/batch.ts';

export interface EtcdMemberNow {
  /** Hexadecimal, as etcdctl prints it: 64 bits do not fit into a number. */
  id: string;
  /** Whom it follows; null: it knows no leader. */
  leader: string | null;
  learner: boolean;
  term: string;
  /** Position in the log. */
  raftIndex: number;
  version: string;
  /** Bytes of the database, and how many it may have; the quota is 0 on etcd before 3.6. */
  dbBytes: number;
  quotaBytes: number;
  /** Its own words: alarms as `NOSPACE`, `etcdserver: no leader`. */
  errors: readonly string[];
  /** From its own memory; who is cut off knows an older list. */
  members: readonly EtcdMember[];
}

/** One second each: both are answered from memory. As fields, since JSON holds ids as numbers. */
const TEXT = sh`
[ -f /etc/kubernetes/manifests/etcd.yaml ] || exit 0
ask() { etcd --dial-timeout=1s --command-timeout=1s "$@" 2>/dev/null; }
if status=$(ask endpoint status --write-out fields) && members=$(ask member list --consistency=s); then
  printf '%s\n%s\n' "$status" "$members"
else
  echo silent
fi
`;

/** Null: there is none here. */
export const ETCD_MEMBER: Part<EtcdMemberNow | 'silent' | null> = {
  text: withShell(ETCD_CLIENT, TEXT),
  args: [],
  parse: stdout => {
    if (stdout.trim() === '') return null;
    const fields = new Map(
      [...stdout.matchAll(/^"(\w+)" : (.*)$/gm)].map(([, name, value]) => [name!, value!] as const),
    );
    const id = fields.get('MemberID');
    if (id === undefined) return 'silent';
    const text = (name: string) => (fields.get(name) ?? '').replace(/^"|"$/g, '');
    return {
      id: hexOf(id),
      leader: text('Leader') === '0' || text('Leader') === '' ? null : hexOf(text('Leader')),
      learner: text('IsLearner') === 'true',
      term: text('RaftTerm'),
      raftIndex: Number(text('RaftIndex')),
      version: text('Version'),
      dbBytes: Number(text('DBSize')),
      quotaBytes: Number(text('DBSizeQuota')),
      errors: errorsOf(text('Errors')),
      members: ETCD_MEMBERS.parse(stdout) ?? [],
    };
  },
  simulate: machine => {
    if (machine.kubernetes.etcd === null) return null;
    const members = machine.api()?.members() ?? [];
    const own = members.find(({ name }) => name === machine.name);
    if (own === undefined) return 'silent';
    return {
      id: own.id,
      // Which one leads is not simulated; that a majority runs is.
      leader: members[0]!.id,
      learner: own.learner,
      term: '1',
      raftIndex: 1,
      version: '',
      dbBytes: 0,
      quotaBytes: 0,
      errors: [],
      members,
    };
  },
};

function hexOf(decimal: string): string {
  return BigInt(decimal).toString(16);
}

/** Go prints `[memberID:9372538179322589801 alarm:NOSPACE  etcdserver: no leader]`; `[]` and `<nil>` mean none. */
function errorsOf(printed: string): string[] {
  const alarms = [...printed.matchAll(/alarm:(\w+)/g)].map(([, alarm]) => alarm!);
  const leaderless = printed.includes('no leader') ? ['no leader'] : [];
  return [...new Set([...alarms, ...leaderless])];
}
