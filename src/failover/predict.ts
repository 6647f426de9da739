/** How long each fault is seen by P1, in the worst case that the timers allow. */
import {
  backendDownMs,
  hangNoticeMs,
  kernelConnectMs,
  masterDownMs,
  PROBE_MS,
  skewMs,
  TAKE_MS,
  TRACKED_FILE_MS,
  takerPriority,
} from './equations.ts';
import type { FailoverModel } from './model.ts';

/** Milliseconds; infinity where nothing would ever notice. */
export interface Prediction {
  /** The holder loses its power, its link or its kernel. */
  powerLossMs: number;
  /** The same for a client with the kernel's defaults (P2): it waits for its next SYN. */
  powerLossKernelMs: number;
  /** HAProxy is killed on the holder. */
  haproxyCrashMs: number;
  /** HAProxy stops answering on the holder and goes on running. */
  haproxyHangMs: number;
  /** Keepalived is stopped on the holder, or the VIP is moved by hand. */
  handOverMs: number;
  /** A backend vanishes: until then some new connections wait for it. */
  backendLossMs: number;
  /** How long a new connection waits for a vanished backend before it is given to another. */
  backendConnectMs: number;
}

export function predict(model: FailoverModel): Prediction {
  const { version, advertMs, downAdverts, priorities } = model.vrrp;
  // With one balancer there is nobody to take over.
  const alone = priorities.length < 2;
  const taker = takerPriority(priorities);
  const skew = skewMs(version, advertMs, taker);
  const take = TAKE_MS + model.stallMs + PROBE_MS;
  const after = (noticeMs: number) => (alone ? Number.POSITIVE_INFINITY : noticeMs + take);
  // Worst case: the last advert left just before the fault.
  const powerLossMs = after(masterDownMs(version, advertMs, downAdverts, taker));
  return {
    powerLossMs,
    powerLossKernelMs: alone ? powerLossMs : kernelConnectMs(powerLossMs) + PROBE_MS,
    haproxyCrashMs: after(model.crashNoticeMs + TRACKED_FILE_MS + skew),
    haproxyHangMs: model.check === null ? Number.POSITIVE_INFINITY : after(hangNoticeMs(model.check) + skew),
    handOverMs: after(skew),
    backendLossMs: backendDownMs(model.backend) + model.stallMs,
    backendConnectMs: model.backend.connectTimeoutMs,
  };
}
