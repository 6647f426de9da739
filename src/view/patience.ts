/** How long a look may wait for hosts: long enough for a slow one, short enough when one is dead. */
import type { Clock } from '../base/clock.ts';

export interface Patience {
  /** Aborted when hosts that have not answered count as silent. */
  hosts: AbortSignal;
  /** Aborted when the API has had its time. */
  api: AbortSignal;
  /** A host has answered: how long that took tells how slow answers are today. */
  heard(): void;
  /** Ends the waiting. */
  end(): void;
}

/** How many times as long as the first host all others may take: on a busy machine everything is slow. */
const STRETCH = 1.5;
/** What the API has beyond the hosts, milliseconds: it is asked when the first of them has answered. */
const API_MS = 300;

/**
 * `leastMs` milliseconds, or half as much again as the first answer took, whichever is longer; half as much again while
 * nobody has answered, since then it is as likely the operator's own machine that is slow.
 */
export function patienceOf(leastMs: number, clock: Clock): Patience {
  const began = clock.monotonic();
  const [hosts, api, end] = [new AbortController(), new AbortController(), new AbortController()];
  let endsAt = leastMs * STRETCH;
  let isHeard = false;
  const passed = () => clock.monotonic() - began;
  const wait = async () => {
    while (passed() < endsAt) await clock.sleep(Math.min(endsAt - passed(), TICK_MS), end.signal);
    const because = new Error(`no answer within ${(passed() / 1000).toFixed(1)} s`);
    hosts.abort(because);
    await clock.sleep(API_MS, end.signal);
    api.abort(because);
  };
  wait().catch(() => {});
  return {
    hosts: hosts.signal,
    api: api.signal,
    heard: () => {
      if (isHeard) return;
      isHeard = true;
      endsAt = Math.max(leastMs, STRETCH * passed());
    },
    end: () => end.abort(),
  };
}

/** Milliseconds after which the end, which may have moved, is looked at again. */
const TICK_MS = 50;
