/** etcd as a whole, from what each member says about itself. */
import type { EtcdMemberNow } from '../etcd/member.ts';
import { answered, type LiveView } from './live-view.ts';

export interface EtcdMemberView {
  id: string;
  /** The host's name; empty while it has never served. */
  name: string;
  /** `learner`: it copies the log and has no vote yet. */
  role: 'leader' | 'follower' | 'learner';
  /** Whether it answered and knows a leader. */
  healthy: boolean;
  /** Position in the log; null: it did not answer. */
  raftIndex: number | null;
  /** Bytes; null: as above. */
  dbBytes: number | null;
}

export interface EtcdView {
  members: readonly EtcdMemberView[];
  /** How many more voting members may be lost before nothing can be written; below 0: that has happened. */
  quorumMargin: number;
  /** Name; null: nobody leads. */
  leader: string | null;
  /** Their own: `NOSPACE`, `CORRUPT`. */
  alarms: readonly { host: string; alarm: string }[];
}

/** Null: no member answered, so nobody knows who the members are. */
export function etcdOf(view: LiveView): EtcdView | null {
  const words = new Map(
    [...answered(view)].flatMap(([host, { etcd }]) =>
      etcd === null || etcd === 'silent' ? [] : [[host, etcd] as const],
    ),
  );
  const best = mostRecent([...words.values()]);
  if (best === null) return null;
  const byId = new Map([...words.values()].map(word => [word.id, word]));
  const members = best.members.map(({ id, name, learner }): EtcdMemberView => {
    const word = byId.get(BigInt(`0x${id}`).toString(16));
    const leads = word !== undefined && word.leader === word.id;
    return {
      id,
      name,
      role: learner ? 'learner' : leads ? 'leader' : 'follower',
      healthy: word !== undefined && word.leader !== null,
      raftIndex: word?.raftIndex ?? null,
      dbBytes: word?.dbBytes ?? null,
    };
  });
  const voters = members.filter(({ role }) => role !== 'learner');
  const healthy = voters.filter(each => each.healthy).length;
  return {
    members,
    quorumMargin: healthy - majorityOf(voters.length),
    leader: members.find(({ role }) => role === 'leader')?.name ?? leaderByOthers(best),
    alarms: [...words].flatMap(([host, { errors }]) =>
      errors.filter(error => error !== 'no leader').map(alarm => ({ host, alarm })),
    ),
  };
}

/** Votes that are needed to write: more than half of all. */
export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** Who has a leader and the longest log knows the newest list of members. */
function mostRecent(words: readonly EtcdMemberNow[]): EtcdMemberNow | null {
  const rank = ({ leader, raftIndex }: EtcdMemberNow) => [leader === null ? 0 : 1, raftIndex] as const;
  return words.reduce<EtcdMemberNow | null>((best, word) => {
    if (best === null) return word;
    const [[a, b], [c, d]] = [rank(word), rank(best)];
    return a > c || (a === c && b > d) ? word : best;
  }, null);
}

/** A leader that did not answer us still leads when the others follow it. */
function leaderByOthers({ leader, members }: EtcdMemberNow): string | null {
  if (leader === null) return null;
  return members.find(({ id }) => BigInt(`0x${id}`).toString(16) === leader)?.name ?? null;
}
