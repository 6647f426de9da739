/** The flow of `status`: look at every host at once, ask the API once, judge. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Folders } from '../base/xdg.ts';
import type { Host } from '../hosts/host.ts';
import { isDeadHere } from '../run/holder.ts';
import { readJournal } from '../run/journal.ts';
import { SILENT_MS } from '../run/take.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { DriftUnknown } from '../view/drift.ts';
import { type LastRun, lastRunOf } from '../view/last-run.ts';
import { viewNow } from '../view/live-view.ts';
import { patienceOf } from '../view/patience.ts';
import { type Provenance, type Status, statusOf } from '../view/status.ts';
import { type DriftLook, driftBeside } from './drift-beside.ts';

export interface Looking {
  spec: ResolvedSpec;
  hosts: readonly Host[];
  folders: Folders;
  clock: Clock;
  /** Milliseconds until hosts that have not said hello count as silent; longer when all are slow. */
  patienceMs: number;
  /** How it is seen how far hosts are from the file; a word: why nobody looks. */
  drift: DriftLook | DriftUnknown;
  bundle: Provenance['bundle'];
}

/** Milliseconds: five times what a hello takes, connection and all; a host that was only busy once took 1.4 s. And a look with a dead host ends within three seconds. */
export const PATIENCE_MS = 1500;

/** A look at what there is, and nothing else: nobody plans. */
export function plainLook(spec: ResolvedSpec, hosts: readonly Host[], folders: Folders): Looking {
  const patience = { clock: systemClock, patienceMs: PATIENCE_MS };
  return { spec, hosts, folders, ...patience, drift: 'not-asked', bundle: null };
}

/** Reads only. Never throws for a host that is dead or closed to us: that is what it tells. */
export async function lookNow(looking: Looking, signal: AbortSignal): Promise<Status> {
  const { spec, hosts, clock, patienceMs } = looking;
  const patience = patienceOf(patienceMs, clock);
  const drift = driftBeside(looking.drift, hosts, clock, signal);
  const heard = () => {
    patience.heard();
    drift.heard();
  };
  const view = await viewNow(spec, hosts, { ...patience, heard }, signal).finally(patience.end);
  const lastRun = lastRunOf(view, SILENT_MS, isDeadHere);
  const judged = {
    expected: spec,
    view,
    lastRun: lastRun === null ? null : { ...lastRun, result: await resultHere(lastRun, looking.folders) },
    drift: await drift.known(view, lastRun),
    now: clock.now(),
  };
  return statusOf(judged, looking.bundle);
}

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
