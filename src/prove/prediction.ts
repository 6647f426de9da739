/** What the model of the timers in force says about a drill. */
import { PROBE_MS } from '../failover/equations.ts';
import type { Fault } from '../failover/terms.ts';
import { type Drill, lastsS } from './drill.ts';

/**
 * The longest outage of new connections, milliseconds; null where the model cannot tell. `totalMs`: of each fault, infinity
 * where nothing would ever notice.
 */
export function predictionOf(drill: Drill, totalMs: (fault: Fault) => number): number | null {
  const { predicted } = drill;
  if (predicted === null) return null;
  const ms =
    predicted === 'lasts'
      ? lastsS(drill, 0) * 1000 + totalMs('power-loss')
      : Math.max(PROBE_MS, ...predicted.map(totalMs));
  return Number.isFinite(ms) ? Math.round(ms) : null;
}
