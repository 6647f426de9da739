/** Takes a cluster: raises the epoch on every reachable host before the first change, or says who holds it. */
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { RandomHex } from '../base/random.ts';
import { CLAIM, type Claim } from '../hosts/claim.ts';
import type { Door, Holder, HostInHand, NewClaim } from '../hosts/host.ts';
import type { Record } from './event.ts';

/** A holder that was silent this long is gone, milliseconds: three renewals of 10 s (design: lock and fence). */
export const SILENT_MS = 30_000;

/** Between two looks at who holds the cluster, milliseconds. */
const LOOK_AGAIN_MS = 1000;

/** How long running steps of an earlier run are waited for before they are stopped, milliseconds. */
const PATIENCE_MS = 20_000;

export interface Taking {
  doors: readonly Door[];
  /**
   * Names of the hosts that decide who holds the cluster: its control planes, or all hosts where there are none. Two
   * runs cannot both have more than half of them.
   */
  voters: ReadonlySet<string>;
  cluster: string;
  run: string;
  holder: Holder;
  /** Whether a holder ran on this machine and is gone. */
  isDeadHere(holder: Holder): boolean;
  /** How long to wait for another holder, milliseconds. */
  lockTimeoutMs: number;
  clock: Clock;
  randomHex: RandomHex;
  record: Record;
}

export interface Taken {
  hands: ReadonlyMap<string, HostInHand>;
  epoch: number;
  clusterId: string;
}

/**
 * Throws lock-held when somebody else holds it longer than `lockTimeoutMs`, configuration when a host
 * belongs to another cluster, connection when fewer hosts are reachable than it needs.
 */
export async function takeCluster(taking: Taking, signal: AbortSignal): Promise<Taken> {
  const end = taking.clock.monotonic() + taking.lockTimeoutMs;
  for (;;) {
    const claims = await readClaims(taking, signal);
    refuseForeign(claims, taking.cluster);
    const held = heldBy(claims, taking);
    if (held === undefined) {
      const taken = await tryToTake(claims, taking, signal);
      if (taken !== undefined) return taken;
    } else if (taking.clock.monotonic() >= end) {
      throw lockHeld(held.host, held.claim);
    } else {
      const { host, claim } = held;
      await taking.record({ is: 'lock.waits', host, holder: who(claim.holder), silentMs: claim.silentMs });
    }
    if (taking.clock.monotonic() >= end + SILENT_MS) throw lockHeld('every host', undefined);
    await taking.clock.sleep(LOOK_AGAIN_MS, signal);
  }
}

type Claims = ReadonlyMap<Door, Claim>;

async function readClaims({ doors, record }: Taking, signal: AbortSignal): Promise<Claims> {
  const claims = new Map<Door, Claim>();
  const read = await Promise.all(
    doors.map(async door => {
      try {
        return await door.host.read(CLAIM, signal);
      } catch (error) {
        if (!(error instanceof BarqueError) || error.failure.domain !== 'connection') throw error;
        await record({ is: 'host.out', host: door.host.name, because: error.failure.cameBack });
        return undefined;
      }
    }),
  );
  for (const [at, claim] of read.entries()) if (claim !== undefined) claims.set(doors[at]!, claim);
  return claims;
}

/** Hosts of two clusters, or of one with another name, are never changed. */
export function refuseForeign(claims: ReadonlyMap<{ host: { name: string } }, Claim>, cluster: string): void {
  let first: { host: string; id: string } | undefined;
  for (const [door, { cluster: owner }] of claims) {
    if (owner === null) continue;
    const foreign =
      owner.name !== cluster
        ? `it belongs to the cluster ${owner.name} (id ${owner.id})`
        : first !== undefined && first.id !== owner.id
          ? `it belongs to another cluster of the same name: its id is ${owner.id}, that of ${first.host} is ${first.id}`
          : undefined;
    if (foreign !== undefined) {
      throw new BarqueError({
        domain: 'configuration',
        attempted: `take the host for the cluster ${cluster}`,
        where: door.host.name,
        cameBack: foreign,
        next: 'Barque never changes a host of another cluster. Correct the address in the file, or reset the host with its own cluster’s file.',
      });
    }
    first ??= { host: door.host.name, id: owner.id };
  }
}

function heldBy(claims: Claims, taking: Taking): { host: string; claim: Claim } | undefined {
  for (const [door, claim] of claims) {
    if (claim.holder === null || claim.silentMs >= SILENT_MS) continue;
    if (!taking.isDeadHere(claim.holder)) return { host: door.host.name, claim };
  }
  return undefined;
}

/** Undefined when somebody else was faster; what was taken by then is given back. */
async function tryToTake(claims: Claims, taking: Taking, signal: AbortSignal): Promise<Taken | undefined> {
  const owner = [...claims.values()].find(({ cluster }) => cluster !== null)?.cluster;
  // Before anything is written: a run that cannot begin leaves no trace.
  refuseTooFew(namesOf(claims.keys()), owner === undefined, taking);
  const epoch = Math.max(0, ...[...claims.values()].map(claim => claim.epoch)) + 1;
  const next: NewClaim = {
    epoch,
    cluster: owner ?? { id: taking.randomHex(16), name: taking.cluster },
    run: taking.run,
    holder: taking.holder,
  };
  const hands = new Map<string, HostInHand>();
  const take = async ([door, seen]: readonly [Door, Claim]): Promise<boolean> => {
    const taken = await door.take(seen, next, PATIENCE_MS, signal);
    if (taken.is === 'changed') return false;
    if (taken.is === 'unreachable') {
      await taking.record({ is: 'host.out', host: door.host.name, because: taken.because });
      return true;
    }
    hands.set(door.host.name, taken.hand);
    await taking.record({ is: 'host.taken', host: door.host.name, epoch, stopped: taken.stopped });
    return true;
  };
  // The first host in order decides between two who begin at once; the rest follow it together. Where there
  // is no cluster yet it also decides the id, so nothing is written elsewhere before it has been taken.
  const rank = ({ host: { name } }: Door) => `${taking.voters.has(name) ? 0 : 1} ${name}`;
  const inOrder = [...claims].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
  const [first, ...rest] = inOrder;
  let won = first === undefined || (await take(first));
  if (won && (owner !== undefined || hands.size > 0))
    won = (await Promise.all(rest.map(take))).every(Boolean);
  if (!won) {
    await Promise.all([...hands.values()].map(hand => hand.release(signal)));
    return undefined;
  }
  try {
    refuseTooFew([...hands.keys()], owner === undefined, taking);
  } catch (error) {
    await Promise.all([...hands.values()].map(hand => hand.release(signal)));
    throw error;
  }
  return { hands, epoch, clusterId: next.cluster.id };
}

function namesOf(doors: Iterable<Door>): string[] {
  return [...doors].map(({ host }) => host.name);
}

/** All voters begin a cluster; later more than half are enough, so that no one else can hold it too. */
function refuseTooFew(answered: readonly string[], begins: boolean, { voters, cluster }: Taking): void {
  const count = answered.filter(name => voters.has(name)).length;
  const needed = begins ? voters.size : Math.floor(voters.size / 2) + 1;
  if (count >= needed) return;
  const silent = [...voters].filter(name => !answered.includes(name)).sort();
  throw new BarqueError({
    domain: 'connection',
    attempted: `take the cluster ${cluster}`,
    cameBack: `${count} of the ${voters.size} hosts that decide answered (not: ${silent.join(', ')}); ${needed} are needed${begins ? ' to begin a cluster' : ' so that no one else can hold it too'}`,
    next: 'Bring the silent hosts back, or take them out of the file, and run the same command again.',
  });
}

function who(holder: Holder | null): string {
  return holder === null ? 'nobody' : `${holder.user} on ${holder.machine} (process ${holder.pid})`;
}

function lockHeld(host: string, claim: Claim | undefined): BarqueError {
  const cameBack =
    claim === undefined
      ? 'others take it at the same time again and again'
      : `it is held by ${who(claim.holder)}, run ${claim.run ?? 'unknown'}, heard of ${Math.round(claim.silentMs / 1000)} s ago`;
  return new BarqueError({
    domain: 'lock-held',
    attempted: 'take the cluster',
    where: host,
    cameBack,
    next: `Wait for that run, or give --lock-timeout. A holder that is silent for ${SILENT_MS / 1000} s counts as gone.`,
  });
}
