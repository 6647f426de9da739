/** What stands around the drills of a proof: what was promised by which settings, and what ran in which version. */

import { BALANCER_VERSIONS } from '../facts/now/balancer-versions.ts';
import { RECORD } from '../facts/record.ts';
import { type Explained, explain } from '../failover/explain.ts';
import { chosenProfile } from '../failover/profiles.ts';
import type { Door } from '../hosts/host.ts';
import type { Drill } from '../prove/drill.ts';
import { predictionOf } from '../prove/prediction.ts';
import type { Proof } from '../prove/proof.ts';
import { hasRole } from '../prove/proving.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { Status } from '../view/status.ts';
import { toolVersion } from './version.ts';

/** What the timers in force promise; null: they cannot be told. */
export async function promises(
  spec: ResolvedSpec,
  doors: readonly Door[],
  signal: AbortSignal,
): Promise<Extract<Explained, { is: 'kept' }> | null> {
  const records = await Promise.all(
    doors.map(({ host }) => host.read({ ...RECORD, args: [] }, signal).catch(() => null)),
  );
  const chosen = records.find(record => record !== null)?.chosen;
  if (chosen === undefined) return null;
  const { profile } = spec.availability;
  const explained = explain({
    ...spec.availability,
    profile: profile === 'auto' ? chosen.profile : chosenProfile(profile),
    priorities: Object.values(chosen.priorities),
    millisecondScripts: true,
  });
  return explained.is === 'kept' ? explained : null;
}

/** Milliseconds; null where the timers are not known, or do not decide it. */
export function predictedOf(drill: Drill, explained: Awaited<ReturnType<typeof promises>>): number | null {
  if (explained === null) return null;
  const of = new Map(explained.faults.map(({ fault, totalMs }) => [fault, totalMs]));
  return predictionOf(drill, fault => of.get(fault) ?? Number.POSITIVE_INFINITY);
}

export function settingsOf(
  { availability }: ResolvedSpec,
  explained: Awaited<ReturnType<typeof promises>>,
): Proof['settings'] {
  const promised = { 'failover budget ms': availability.failoverMs, 'hang bound ms': availability.hangMs };
  if (explained === null) return promised;
  const { profile, timers } = explained;
  return {
    ...promised,
    profile,
    'advert ms': timers.vrrp.advertMs,
    'adverts missed': timers.vrrp.downAdverts,
    'check for hangs ms': timers.check.intervalMs,
    'backend check ms': timers.backend.interMs,
    'backend connect ms': timers.backend.connectTimeoutMs,
  };
}

/** Several where hosts differ. `kernel`: of the balancers, whose timers are measured. */
export async function versionsOf(
  { provenance: { versions } }: Status,
  spec: ResolvedSpec,
  doors: readonly Door[],
  signal: AbortSignal,
): Promise<Proof['versions']> {
  const balancers = doors.filter(({ host }) => hasRole(spec, host.name, 'load-balancer'));
  const each = await Promise.all(balancers.map(({ host }) => host.read(BALANCER_VERSIONS, signal)));
  const all = {
    kubernetes: versions.kubernetes,
    etcd: versions.etcd,
    haproxy: each.flatMap(({ haproxy }) => haproxy ?? []),
    keepalived: each.flatMap(({ keepalived }) => keepalived ?? []),
    kernel: each.map(({ kernel }) => kernel),
  };
  const told = Object.entries(all).map(([name, of]) => [name, [...new Set(of)].sort().join(', ')] as const);
  return { barque: toolVersion(), ...Object.fromEntries(told.filter(([, of]) => of !== '')) };
}
