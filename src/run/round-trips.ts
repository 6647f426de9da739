/** Which steps of a change go to their host in one piece. */
import type { Step } from '../plan/change.ts';
import { lateNamesIn } from '../plan/late.ts';
import { isTogether } from '../verbs/verbs.ts';

/**
 * Steps in one round trip at most: whoever wants to take the host waits 10 s for its lock (hosts/host-scripts.ts), and a
 * step takes 0.05 to 0.2 s (docs/measurements/build.md). Their words must fit into one word of a command line, 128 KiB.
 */
const AT_MOST = 16;

/**
 * Neighbours that are short and atomic go together: a session for each costs more than what it does. One that needs a late
 * value waits for it alone.
 */
export function inRoundTrips(steps: readonly Step[]): Step[][] {
  const trips: Step[][] = [];
  let open: Step[] | undefined;
  for (const step of steps) {
    const joins = isTogether(step.verb) && lateNamesIn([step.verb, step.after]).length === 0;
    if (joins && open !== undefined && open.length < AT_MOST) {
      open.push(step);
      continue;
    }
    const trip = [step];
    trips.push(trip);
    open = joins ? trip : undefined;
  }
  return trips;
}
