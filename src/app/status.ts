/** The flow of `status`: look at every host at once, ask the API once, judge. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { Folders } from '../base/xdg.ts';
import type { Host } from '../hosts/host.ts';
import { isDeadHere } from '../run/holder.ts';
import { readJournal } from '../run/journal.ts';
import { SILENT_MS } from '../run/take.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { type Drift, driftOf } from '../view/drift.ts';
import { type LastRun, lastRunOf } from '../view/last-run.ts';
import { viewNow } from '../view/live-view.ts';
import { patienceOf } from '../view/patience.ts';
import { type Provenance, type Status, statusOf } from '../view/status.ts';
import { type PlanInput, planCluster } from './cluster-plan.ts';

export interface Looking {
  spec: ResolvedSpec;
  hosts: readonly Host[];
  folders: Folders;
  clock: Clock;
  /** Milliseconds until hosts that have not answered count as silent. */
  patienceMs: number;
  /** What to plan with, to see how far hosts are from the file; null: nobody wants to know. */
  planning: PlanInput | null;
  bundle: Provenance['bundle'];
}

/** Milliseconds: with the start and the end of the program, a look at a cluster with a dead host stays below three seconds. */
export const PATIENCE_MS = 2000;
/** Reads only. Never throws for a host that is dead or closed to us: that is what it tells. */
export async function lookNow(looking: Looking, signal: AbortSignal): Promise<Status> {
  const { spec, hosts, clock, patienceMs } = looking;
  const drifting = looking.planning === null ? null : driftNow(looking.planning, hosts, patienceMs, signal);
  const patience = patienceOf(patienceMs, clock);
  const view = await viewNow(spec, hosts, patience, signal).finally(patience.end);
  const lastRun = lastRunOf(view, SILENT_MS, isDeadHere);
  const judged = {
    expected: spec,
    view,
    lastRun: lastRun === null ? null : { ...lastRun, result: await resultHere(lastRun, looking.folders) },
    drift: await drifting,
    now: clock.now(),
  };
  return statusOf(judged, looking.bundle);
}

/** Null when it cannot be had in time, or when nobody can plan: status tells why by its problems. */
async function driftNow(
  planning: PlanInput,
  hosts: readonly Host[],
  patienceMs: number,
  signal: AbortSignal,
): Promise<Drift | null> {
  try {
    const limit = AbortSignal.timeout(patienceMs * DRIFT_SHARE);
    const { plan } = await planCluster(planning, hosts, AbortSignal.any([signal, limit]));
    return driftOf(plan.changes);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BarqueError)) throw error;
    return null;
  }
}

/** A plan takes two round trips after one another, and reads digests. */
const DRIFT_SHARE = 3;

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
