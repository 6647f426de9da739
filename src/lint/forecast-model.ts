/** What is forecast, in which words, and the frame that all of it has in common. */
import type { FailoverModel } from '../failover/model.ts';
import { PROFILES } from '../failover/profiles.ts';

/** `kernel`: seen by a client with the kernel's own timers. `wait`: of a new connection to a vanished server. */
export type ForecastFault =
  | 'power-loss'
  | 'power-loss-kernel'
  | 'haproxy-crash'
  | 'haproxy-hang'
  | 'hand-over'
  | 'server-crash'
  | 'server-power-loss'
  | 'server-hang'
  | 'server-wait';

/** Why something never ends by itself. */
export type Never =
  | 'no-tracker'
  | 'no-check-for-hangs'
  | 'weight-with-nopreempt'
  | 'weight-within-gap'
  | 'one-server'
  | 'no-check'
  | 'check-only-connects'
  | 'no-connect-timeout';

export interface Predicted {
  fault: ForecastFault;
  /** At most; infinity where nothing ends it. */
  ms: number;
  never: Never | null;
}

/** What the files do not tell, and is taken for true. */
export type Assumption =
  | { is: 'peers-not-given'; count: number; priority: number }
  | { is: 'second-host'; priority: number }
  | { is: 'script-asks-haproxy'; command: string }
  | { is: 'track-file-is-written'; name: string }
  | { is: 'stalls'; ms: number }
  | { is: 'conditions'; file: string; line: number };

export interface Forecast {
  about: 'vip' | 'servers';
  /** The addresses, or the backend. */
  name: string;
  files: readonly string[];
  faults: readonly Predicted[];
  assumed: readonly Assumption[];
}

/** Files do not tell on which machines they lie: virtual ones are the most common (PROFILES, `auto`). */
export const STALL_MS = PROFILES.virtual.stallMs;

/** Enough of a backend for the equations of balancers, which do not look at it. */
export const NO_BACKEND: FailoverModel['backend'] = {
  interMs: Number.POSITIVE_INFINITY,
  fastInterMs: 0,
  fall: 1,
  checkTimeoutMs: 0,
  connectTimeoutMs: Number.POSITIVE_INFINITY,
};

/** Without what is asked for. */
export function modelOf(vrrp: FailoverModel['vrrp']): FailoverModel {
  return {
    vrrp,
    check: null,
    backend: NO_BACKEND,
    crashNoticeMs: Number.POSITIVE_INFINITY,
    stallMs: STALL_MS,
  };
}
