/** A cluster that was just made still pulls, elects and reconciles: what is measured then is that. */
import { setTimeout as delay } from 'node:timers/promises';
import { busyNow } from './noise.ts';

/** Seconds over which the processors' work is counted; reconciliations come in bursts of a few. */
const OVER_S = 15;
/** Share of all processors: three idle control planes on two cores take about a third. */
const QUIET = 0.45;
/** Seconds after which it is measured all the same; the noise that is printed tells. */
const AT_MOST_S = 300;

/** Waits until this machine is quiet; returns the share of its processors that was used in the end. */
export async function settled(): Promise<number> {
  const end = performance.now() + AT_MOST_S * 1000;
  for (;;) {
    const before = busyNow();
    await delay(OVER_S * 1000);
    const now = busyNow();
    const share = (now.busy - before.busy) / Math.max(1, now.all - before.all);
    if (share <= QUIET || performance.now() >= end) return share;
  }
}
