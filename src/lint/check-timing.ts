/** How often HAProxy asks a server, and how long until it calls a silent one dead. */
import type { FailoverModel } from '../failover/model.ts';
import { type ProxySection, type Server, serverValue, timeMs, timeoutMs } from './haproxy.ts';
import { integer } from './keepalived.ts';

export interface CheckTiming
  extends Pick<
    FailoverModel['backend'],
    'interMs' | 'fastInterMs' | 'fall' | 'checkTimeoutMs' | 'connectTimeoutMs'
  > {
  /** Until a check gives up that cannot even connect: the server's host is gone. `checkTimeoutMs` is for one that can. */
  checkConnectMs: number;
}

/**
 * Defaults: each 2 s, down after 3 (HAProxy manual, 5.2: inter, fastinter, fall). Without `timeout check` the interval
 * bounds the whole check; with it, connecting may take the shorter of `timeout connect` and the interval, and the answer
 * `timeout check` after that (4.2).
 */
export function checkTiming(back: ProxySection, server: Server): CheckTiming {
  const interMs = timeMs(serverValue(server, 'inter')) || 2000;
  const connectTimeoutMs = timeoutMs(back.settings, 'connect') ?? Number.POSITIVE_INFINITY;
  const readMs = timeoutMs(back.settings, 'check');
  return {
    interMs,
    fastInterMs: timeMs(serverValue(server, 'fastinter')) || interMs,
    fall: Math.max(1, integer(serverValue(server, 'fall')) ?? 3),
    checkTimeoutMs: readMs ?? interMs,
    checkConnectMs: readMs === null ? interMs : Math.min(connectTimeoutMs, interMs),
    connectTimeoutMs,
  };
}

/** The same for a host without power. What had just connected then may wait for its answer, a few milliseconds in an interval. */
export function lossTiming(timing: CheckTiming): CheckTiming {
  return { ...timing, checkTimeoutMs: timing.checkConnectMs };
}
