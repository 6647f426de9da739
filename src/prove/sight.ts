/** What is so just before a fault: who has the VIP, who leads etcd; and whether it is still what the sample was made for. */
import { ETCD_MEMBER } from '../etcd/member.ts';
import type { Reading } from '../hosts/reading.ts';
import { type Drill, strikes } from './drill.ts';
import { onPlane } from './evidence.ts';
import { holdersAt } from './observers/observing.ts';
import { hostAt, type Scene } from './places.ts';
import type { Holding } from './proof.ts';
import type { Proving } from './proving.ts';

export interface Sight {
  /** Null: somebody who may have it has told nothing yet. */
  holders: readonly string[] | null;
  /** Null: there is none, or nobody told. */
  leader: string | null;
}

const LEADER: Reading<string | null> = {
  ...ETCD_MEMBER,
  name: 'who leads etcd',
  parse: stdout => leaderOf(ETCD_MEMBER.parse(stdout)),
  simulate: machine => leaderOf(ETCD_MEMBER.simulate(machine)),
};

function leaderOf(member: ReturnType<typeof ETCD_MEMBER.parse>): string | null {
  if (member === null || member === 'silent' || member.leader === null) return null;
  const leader = BigInt(`0x${member.leader}`);
  return member.members.find(({ id }) => BigInt(`0x${id}`) === leader)?.name ?? null;
}

/** `struck`: hosts that may be dead are not asked. */
export async function sightNow(
  proving: Proving,
  heard: readonly Holding[],
  struck: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Sight> {
  const leader = proving.spec.kubernetes === null ? null : await onPlane(proving, LEADER, signal, struck);
  // What was told last, whatever the host's clock says of when.
  return { holders: holdersAt(heard, Number.POSITIVE_INFINITY), leader };
}

/** The same scene as it is seen now. */
export function sceneNow({ spec, status, serving }: Scene, { holders, leader }: Sight): Scene {
  const etcd = status.etcd === null ? null : { ...status.etcd, leader };
  const one = holders?.length === 1 ? holders : [];
  return { spec, serving, status: { vip: { ...status.vip, holders: one }, etcd } };
}

/** Why a fault would strike another host than it is meant for, in words; null: it would not. */
export function movedSince(drill: Drill, then: Scene, now: Scene): string | null {
  for (const { on } of strikes(drill)) {
    const [before, after] = [hostAt(on, then), hostAt(on, now)];
    if (before !== after)
      return `the ${on} was ${before ?? 'nobody'} and is ${after ?? 'nobody'} just before the fault`;
  }
  return null;
}

/** The variant that is so, whatever was wished for; empty: none is, or nobody knows. */
export function variantSeen({ variants = [] }: Drill, { holders, leader }: Sight): string {
  if (holders?.length !== 1 || leader === null) return '';
  const place = holders[0] === leader ? 'etcd-leader' : 'not-etcd-leader';
  return variants.find(({ vipAt }) => vipAt === place)?.id ?? '';
}
