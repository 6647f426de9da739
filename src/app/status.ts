/** The flow of `status`: look at every host at once, ask the API once, judge. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { Folders } from '../base/xdg.ts';
import type { Host } from '../hosts/host.ts';
import { isDeadHere } from '../run/holder.ts';
import { readJournal } from '../run/journal.ts';
import { SILENT_MS } from '../run/take.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { type Drift, driftOf } from '../view/drift.ts';
import { type LastRun, lastRunOf } from '../view/last-run.ts';
import { answered, type LiveView, viewNow } from '../view/live-view.ts';
import { patienceOf } from '../view/patience.ts';
import { type Provenance, type Status, statusOf } from '../view/status.ts';
import { type PlanInput, planCluster } from './cluster-plan.ts';

export interface Looking {
  spec: ResolvedSpec;
  hosts: readonly Host[];
  folders: Folders;
  clock: Clock;
  /** Milliseconds until hosts that have not said hello count as silent; longer when all are slow. */
  patienceMs: number;
  /** What to plan with, to see how far hosts are from the file; null: nobody wants to know. */
  planning: PlanInput | null;
  bundle: Provenance['bundle'];
}

/** Milliseconds: five times what a hello takes, connection and all; a host that was only busy once took 1.4 s. And a look with a dead host ends within three seconds. */
export const PATIENCE_MS = 1500;

/** A look at what there is, and nothing else: nobody plans. */
export function plainLook(spec: ResolvedSpec, hosts: readonly Host[], folders: Folders): Looking {
  const patience = { clock: systemClock, patienceMs: PATIENCE_MS };
  return { spec, hosts, folders, ...patience, planning: null, bundle: null };
}

/** Reads only. Never throws for a host that is dead or closed to us: that is what it tells. */
export async function lookNow(looking: Looking, signal: AbortSignal): Promise<Status> {
  const { spec, hosts, clock, patienceMs } = looking;
  const patience = patienceOf(patienceMs, clock);
  const view = await viewNow(spec, hosts, patience, signal).finally(patience.end);
  const lastRun = lastRunOf(view, SILENT_MS, isDeadHere);
  const judged = {
    expected: spec,
    view,
    lastRun: lastRun === null ? null : { ...lastRun, result: await resultHere(lastRun, looking.folders) },
    drift: await driftNow(looking, view, signal),
    now: clock.now(),
  };
  return statusOf(judged, looking.bundle);
}

/** Null when nobody wants it, when it cannot be had in time, or when nobody can plan: status tells why by its problems. */
async function driftNow(
  { planning, hosts }: Looking,
  view: LiveView,
  signal: AbortSignal,
): Promise<Drift | null> {
  if (planning === null) return null;
  // Those that are silent would hold it up once more.
  const there = answered(view);
  try {
    const { plan } = await planCluster(
      planning,
      hosts.filter(({ name }) => there.has(name)),
      AbortSignal.any([signal, AbortSignal.timeout(DRIFT_MS)]),
    );
    return driftOf(plan.changes);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BarqueError)) throw error;
    return null;
  }
}

/** Milliseconds: a plan takes two round trips after one another, and one second. */
const DRIFT_MS = 5000;

/** How the run ended, if it ran on this machine. */
async function resultHere({ run, is }: LastRun, { state }: Folders): Promise<string | null> {
  if (is !== 'ended') return null;
  const path = join(state, 'runs', `${run}.jsonl`);
  try {
    await access(path);
  } catch {
    return null;
  }
  const { events } = await readJournal(path);
  const end = events.find(event => event.is === 'run.ended');
  return end?.is === 'run.ended' ? end.result : null;
}
