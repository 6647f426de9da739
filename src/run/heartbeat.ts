/** Says "still here" on every taken host, and knows when this run must not start anything any more. */
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { HostInHand } from '../hosts/host.ts';
import type { Record } from './event.ts';
import { SILENT_MS } from './take.ts';

/** Milliseconds between renewals (design: lock and fence). */
const RENEW_MS = 10_000;

/** Past this, milliseconds, others may be about to take over: two thirds of what counts as silent. */
const STALE_MS = (SILENT_MS * 2) / 3;

/**
 * Milliseconds without an answer after which nobody waits for what a host is to do: Kubernetes itself gives a node up after
 * 50 s (node-monitor-grace-period), and a virtual machine that boots is back within them.
 */
const LASTING_MS = 60_000;

export interface Heartbeat {
  /** Undefined while steps may start; else why not. */
  lost(): { is: 'fenced'; by: number } | { is: 'silent' } | undefined;
  /** Aborted once the run is lost: nobody need wait for a condition any longer. */
  readonly gone: AbortSignal;
  /**
   * Aborted, with a BarqueError, once one of these hosts has not answered this run for 60 s since it was asked for; a host
   * that was left out never answers it.
   */
  silenceOf(hosts: readonly string[]): AbortSignal;
  /** A step was refused by a greater epoch. */
  fence(by: number): void;
  stop(): Promise<void>;
}

/** Why a wait for hosts was given up. */
function lastingSilence(hosts: readonly string[]): BarqueError {
  const [names, has] = [hosts.join(', '), hosts.length === 1 ? 'has' : 'have'];
  return new BarqueError({
    domain: 'connection',
    attempted: `wait until the node of ${names} is ready`,
    cameBack: `${names} ${has} not answered this run for ${LASTING_MS / 1000} s`,
    next: 'Bring it back, then apply again.',
  });
}

/** Starts renewing; more than half of the hosts that decide must have answered within the last 20 s. */
export function startHeartbeat(
  hands: ReadonlyMap<string, HostInHand>,
  voters: ReadonlySet<string>,
  clock: Clock,
  record: Record,
): Heartbeat {
  const abort = new AbortController();
  const gone = new AbortController();
  const heard = new Map([...hands.keys()].map(name => [name, clock.monotonic()]));
  const awaited: { hosts: readonly string[]; sinceMs: number; given: AbortController }[] = [];
  let fencedBy: number | undefined;
  const lost = (): ReturnType<Heartbeat['lost']> => {
    if (fencedBy !== undefined) return { is: 'fenced', by: fencedBy };
    const now = clock.monotonic();
    const fresh = [...voters].filter(name => now - (heard.get(name) ?? -STALE_MS) < STALE_MS).length;
    return fresh * 2 > voters.size ? undefined : { is: 'silent' };
  };
  const renew = async (hand: HostInHand) => {
    const asked = clock.monotonic();
    const renewal = await hand.renew(abort.signal);
    if (renewal.is === 'held') heard.set(hand.name, asked);
    else if (renewal.is === 'fenced') fencedBy = renewal.by;
    else if (!abort.signal.aborted)
      await record({ is: 'host.silent', host: hand.name, because: renewal.because });
  };
  const giveUpTheSilent = () => {
    const silentSince = clock.monotonic() - LASTING_MS;
    for (const { hosts, sinceMs, given } of awaited) {
      const silent = hosts.filter(name => Math.max(heard.get(name) ?? sinceMs, sinceMs) <= silentSince);
      if (silent.length > 0) given.abort(lastingSilence(silent));
    }
  };
  const beating = (async () => {
    while (!abort.signal.aborted) {
      await clock.sleep(RENEW_MS, abort.signal);
      if (lost() !== undefined) gone.abort(new Error('most of the hosts that decide are silent'));
      giveUpTheSilent();
      // Not awaited together: one silent host must not delay the others' next renewal.
      for (const hand of hands.values()) void renew(hand).catch(() => {});
    }
  })().catch(() => {});
  return {
    lost,
    gone: gone.signal,
    silenceOf: hosts => {
      const given = new AbortController();
      awaited.push({ hosts, sinceMs: clock.monotonic(), given });
      return given.signal;
    },
    fence: by => {
      fencedBy = by;
    },
    stop: async () => {
      abort.abort(new Error('the run has ended'));
      await beating;
    },
  };
}
