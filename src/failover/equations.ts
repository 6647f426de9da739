/** The equations of a failover, once: `predict` uses them forwards, `derive` backwards. All times in milliseconds. */

/** From a fired timer to a VIP that answers: adding the address and the first gratuitous ARP (22–30 ms measured). */
export const TAKE_MS = 30;

/** From the change of the tracked file to the advert of priority 0: 22–43 ms measured, taking included. */
export const TRACKED_FILE_MS = 15;

/** P1 starts a connection each 20 ms, and the first one that succeeds needs its handshakes. */
export const PROBE_MS = 40;

/** HAProxy's ExecStopPost hook: systemd notices the death and starts a shell. */
export const HOOK_MS = 60;

/** Linux sends a lost SYN again after these times (RFC 6298 with a first timeout of 1 s). */
const SYN_RETRIES_MS = [1000, 3000, 7000, 15_000, 31_000] as const;

/** Skew_Time: a fraction of the advert interval in VRRPv3 (RFC 9568, 6.1), of a second in VRRPv2 (RFC 3768, 6.1). */
export function skewMs(version: 2 | 3, advertMs: number, priority: number): number {
  return ((version === 3 ? advertMs : 1000) * (256 - priority)) / 256;
}

/** Master_Down_Interval (RFC 9568, 6.1): from the last advert heard to the takeover by a backup of this priority. */
export function masterDownMs(
  version: 2 | 3,
  advertMs: number,
  downAdverts: number,
  priority: number,
): number {
  return downAdverts * advertMs + skewMs(version, advertMs, priority);
}

/**
 * The backup that takes over in the worst case. Priorities are those of all balancers: without preemption any of
 * them may hold the VIP, and the best of the others takes it, so the second best of all is the slowest taker.
 */
export function takerPriority(priorities: readonly number[]): number {
  const [, second] = [...priorities].sort((a, b) => b - a);
  return second ?? priorities[0] ?? 100;
}

/** From a hang to the FAULT state: the check that had just begun succeeds, then `fall` fail, each after its timeout. */
export function hangNoticeMs(check: { intervalMs: number; timeoutMs: number; fall: number }): number {
  // A check that is still running when its turn comes is passed over until the next turn.
  const period = check.intervalMs * Math.max(1, Math.ceil(check.timeoutMs / check.intervalMs));
  return check.intervalMs + (check.fall - 1) * period + check.timeoutMs;
}

/** From the silent death of a backend to its being marked down (research on load balancers, 2.2). */
export function backendDownMs(backend: {
  interMs: number;
  fastInterMs: number;
  fall: number;
  checkTimeoutMs: number;
}): number {
  return backend.interMs + (backend.fall - 1) * backend.fastInterMs + backend.fall * backend.checkTimeoutMs;
}

/** What a client with the kernel's defaults sees of a gap: it connects at the first retry after the gap. */
export function kernelConnectMs(gapMs: number): number {
  if (gapMs <= 0) return 0;
  return SYN_RETRIES_MS.find(retry => retry >= gapMs) ?? SYN_RETRIES_MS.at(-1)! * 2;
}
