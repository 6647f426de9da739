/** The timers of one cluster's balancers, derived from its budget, and what their changes interrupt. */
import type { HostFacts } from '../facts/host-facts.ts';
import type { Timers } from '../failover/derive.ts';
import { predict } from '../failover/predict.ts';
import { deriveOrRefuse } from '../failover/refusal.ts';
import { keepalivedFeatures } from '../formats/keepalived/features.ts';
import type { Interruption } from '../plan/change.ts';
import type { LayerInput } from './layer.ts';
import { packageVersionOf } from './package-wish.ts';

export interface Timing {
  timers: Timers;
  /** HAProxy starts anew on the holder of the VIP. */
  haproxyRestart: Interruption;
  /** Keepalived gives the VIP away. */
  handOver: Interruption;
}

/** Milliseconds that a daemon's restart takes when nobody else can serve meanwhile: RestartSec and its start. */
const ALONE_MS = 5000;

/**
 * On one balancer: only its own check for hangs follows from its version of Keepalived, so that balancers of different
 * distributions agree about adverts. Throws configuration when the budget cannot be met, with the nearest that can.
 */
export function timingOf({ spec, chosen, packages }: LayerInput, facts: HostFacts): Timing {
  const { timers, model } = deriveOrRefuse({
    failoverMs: spec.availability.failoverMs,
    hangMs: spec.availability.hangMs,
    profile: chosen.profile,
    priorities: Object.values(chosen.priorities),
    millisecondScripts: keepalivedFeatures(packageVersionOf(facts, packages, 'keepalived'))
      .millisecondScripts,
  });
  const { haproxyCrashMs, handOverMs } = predict(model);
  const vip = (ms: number): Interruption => ({
    what: 'vip',
    atMostMs: Math.ceil(Number.isFinite(ms) ? ms : ALONE_MS),
  });
  return { timers, haproxyRestart: vip(haproxyCrashMs), handOver: vip(handOverMs) };
}
