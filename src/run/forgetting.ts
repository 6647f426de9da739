/** Gives back hosts that shall forget the cluster: it is a part of the work, so that its end is looked at. */
import type { Clock } from '../base/clock.ts';
import { BarqueError, messageOf } from '../base/errors.ts';
import { CLAIM } from '../hosts/claim.ts';
import type { HostInHand } from '../hosts/host.ts';
import type { Plan } from '../plan/plan.ts';

/** Milliseconds before each new look at a host that gave no answer: one that boots is back within these. */
const PAUSES_MS = [0, 500, 2_000, 5_000, 10_000, 20_000];

export function forgettingHosts({ changes }: Plan, hands: ReadonlyMap<string, HostInHand>): HostInHand[] {
  const forget = changes.filter(({ steps }) => steps.some(({ verb }) => verb.do === 'host.forget'));
  const names = new Set(forget.map(({ host }) => host));
  return [...hands.values()].filter(({ name }) => names.has(name));
}

export interface Remembering {
  host: string;
  because: string;
}

/** Those of which nobody can say that they have forgotten. */
export async function giveBackForgetting(
  hands: readonly HostInHand[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Remembering[]> {
  const all = await Promise.all(
    hands.map(async hand => ({ host: hand.name, because: await remembers(hand, clock, signal) })),
  );
  return all.flatMap(({ host, because }) => (because === null ? [] : [{ host, because }]));
}

/** Null: it has forgotten. */
async function remembers(hand: HostInHand, clock: Clock, signal: AbortSignal): Promise<string | null> {
  let because = '';
  const isOurs = async () => {
    const { epoch, run } = await hand.read(CLAIM, signal);
    return epoch === hand.epoch && run !== null;
  };
  await hand.release(signal);
  for (const pauseMs of PAUSES_MS) {
    await clock.sleep(pauseMs, signal);
    try {
      // Where only the answer got lost, to ask twice would leave a lock on a host that has nothing else any more.
      if (!(await isOurs())) return null;
      await hand.release(signal);
      if (!(await isOurs())) return null;
      because = 'it still remembers the cluster';
    } catch (error) {
      if (!(error instanceof BarqueError)) throw error;
      because = messageOf(error);
    }
  }
  return because;
}
