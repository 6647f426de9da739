/** Watches on every balancer whether it holds the VIP. */
import type { Clock } from '../../base/clock.ts';
import { heldOf, watchAddress } from '../../facts/watch/address.ts';
import type { Door } from '../../hosts/host.ts';
import type { Holding } from '../proof.ts';
import { followAgain } from './follow-again.ts';

/** One for each door, put into `heard` at once; what is seen is added to it as it comes. Ends with the signal. */
export async function watchHolders(
  doors: readonly Door[],
  vip: string,
  heard: Holding[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    doors.map(async door => {
      const changes: { atMs: number; held: boolean }[] = [];
      const holding = { host: door.host.name, told: false, held: false, changes };
      heard.push(holding);
      const hear = (line: string) => {
        const seen = heldOf(line, vip);
        if (seen === null) return;
        if (!holding.told) holding.held = seen.held;
        else if ((changes.at(-1)?.held ?? holding.held) !== seen.held) changes.push(seen);
        holding.told = true;
      };
      await followAgain(door, watchAddress(vip), hear, clock, signal);
    }),
  );
}
