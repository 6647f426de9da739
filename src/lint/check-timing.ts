/** How often HAProxy asks a server, and how long until it calls a silent one dead. */
import type { FailoverModel } from '../failover/model.ts';
import { type ProxySection, type Server, serverValue, timeMs, timeoutMs } from './haproxy.ts';
import { integer } from './keepalived.ts';

/** Defaults: each 2 s, down after 3 (HAProxy manual, 5.2: inter, fastinter, fall; 4.2: timeout check). */
export function checkTiming(back: ProxySection, server: Server): FailoverModel['backend'] {
  const interMs = timeMs(serverValue(server, 'inter')) || 2000;
  const connectTimeoutMs = timeoutMs(back.settings, 'connect') ?? Number.POSITIVE_INFINITY;
  const readMs = timeoutMs(back.settings, 'check');
  return {
    interMs,
    fastInterMs: timeMs(serverValue(server, 'fastinter')) || interMs,
    fall: Math.max(1, integer(serverValue(server, 'fall')) ?? 3),
    // Without `timeout check` the interval bounds the whole check; with it, connecting and reading have a bound each.
    checkTimeoutMs: readMs === null ? interMs : Math.max(Math.min(connectTimeoutMs, interMs), readMs),
    connectTimeoutMs,
  };
}
