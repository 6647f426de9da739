/** How long each fault is seen by P1, in the worst case that the timers allow. */
import { kernelConnectMs, PROBE_MS } from './equations.ts';
import type { FailoverModel } from './model.ts';
import { type Fault, termsOf, totalMs } from './terms.ts';

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
  /** A backend vanishes or hangs: until then some new connections wait for it. */
  backendLossMs: number;
  /** How long a new connection waits for a vanished backend before it is given to another. */
  backendConnectMs: number;
}

export function predict(model: FailoverModel): Prediction {
  const total = (fault: Fault) => totalMs(termsOf(model, fault));
  const powerLossMs = total('power-loss');
  return {
    powerLossMs,
    powerLossKernelMs: Number.isFinite(powerLossMs) ? kernelConnectMs(powerLossMs) + PROBE_MS : powerLossMs,
    haproxyCrashMs: total('haproxy-crash'),
    haproxyHangMs: total('haproxy-hang'),
    handOverMs: total('hand-over'),
    backendLossMs: total('backend-hang'),
    backendConnectMs: model.backend.connectTimeoutMs,
  };
}
