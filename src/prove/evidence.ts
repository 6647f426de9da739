/** What is looked up around a sample: pods before and after, objects that were written, and what a dead machine cannot tell. */
import { BarqueError } from '../base/errors.ts';
import { configMapsOf } from '../facts/now/objects.ts';
import { PODS } from '../facts/now/pods.ts';
import type { Door } from '../hosts/host.ts';
import { heldAt } from './judges/one-holder-address.ts';
import type { Holding, PodSeen, Written } from './proof.ts';
import { hasRole, type Proving } from './proving.ts';
import type { RecordedAttempt } from './traffic/driver.ts';
import type { ReadHistory } from './traffic/history.ts';
import { NAMESPACE } from './traffic/task.ts';

export async function podsNow(proving: Proving, signal: AbortSignal): Promise<PodSeen[] | null> {
  return proving.spec.kubernetes === null ? null : await onPlane(proving, PODS, signal);
}

/** Hosts of the Service's pods. */
export function servingIn(pods: readonly PodSeen[] | null): string[] {
  return (pods ?? []).filter(({ name }) => name.startsWith(`${NAMESPACE}/hello-`)).map(({ node }) => node);
}

/** A machine without power has no kernel that could hold an address, whatever its last word was. */
export function withoutDead(
  holding: Holding,
  struck: { atMs: number; healedMs: number | null; off: boolean } | undefined,
): Holding {
  if (struck === undefined || !struck.off || !heldAt(holding, struck.atMs)) return holding;
  const before = holding.changes.filter(({ atMs }) => atMs <= struck.atMs);
  const [next, ...after] = holding.changes.filter(({ atMs }) => atMs > struck.atMs);
  // Its first word after the boot mostly says what the dead machine could not.
  const later = next === undefined || !next.held ? after : [next, ...after];
  return { ...holding, changes: [...before, { atMs: struck.atMs, held: false }, ...later] };
}

/** What the API refused outright was not written; what it did not answer, or answered with its own failure, is unknown. */
const REFUSALS = /^status:4\d\d$/;

export async function writtenOf(
  proving: Proving,
  histories: readonly ReadHistory[],
  signal: AbortSignal,
): Promise<Written | null> {
  const attempts = histories.find(({ kind }) => kind === 'writes')?.attempts;
  if (attempts === undefined) return null;
  const names = (wanted: (attempt: RecordedAttempt) => boolean) =>
    attempts.filter(wanted).flatMap(({ name }) => name ?? []);
  return {
    acknowledged: names(({ ok }) => ok),
    unknown: names(({ ok, error }) => !ok && !REFUSALS.test(error ?? '')),
    found: await onPlane(proving, configMapsOf(NAMESPACE), signal),
  };
}

/** The first control plane that answers with something; `except`: they are not asked. */
export async function onPlane<T>(
  { spec, doors }: Pick<Proving, 'spec' | 'doors'>,
  reading: Parameters<Door['host']['read']>[0] & { parse(stdout: string): T | null },
  signal: AbortSignal,
  except: ReadonlySet<string> = new Set(),
): Promise<T | null> {
  for (const { host } of doors) {
    if (!hasRole(spec, host.name, 'control-plane') || except.has(host.name)) continue;
    try {
      const answer = (await host.read(reading, signal)) as T | null;
      if (answer !== null) return answer;
    } catch (error) {
      if (!(error instanceof BarqueError)) throw error;
    }
  }
  return null;
}
