/** How far hosts are from the file, looked at beside the rest of a look: it begins when every host has said hello, so that it makes nobody look dead. */
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { Host } from '../hosts/host.ts';
import { type Drift, type DriftUnknown, driftOf } from '../view/drift.ts';
import type { LastRun } from '../view/last-run.ts';
import { answered, type LiveView } from '../view/live-view.ts';
import { type PlanInput, planCluster } from './cluster-plan.ts';

export interface DriftLook {
  planning: PlanInput;
  /** Whether it may take longer than the rest, and leave silent hosts out; else it is given up then. */
  waits: boolean;
}

export interface DriftBeside {
  /** One more host has said hello. */
  heard(): void;
  /** When the rest has been seen. */
  known(view: LiveView, lastRun: LastRun | null): Promise<Drift | DriftUnknown>;
}

/** Milliseconds for all of a look in which nobody waits for drift: with the start of the program it ends within three seconds. */
const LOOK_MS = 2000;

/** Milliseconds: a plan takes two round trips after one another, and one second. */
const DRIFT_MS = 5000;

/** The look begins now. */
export function driftBeside(
  look: DriftLook | DriftUnknown,
  hosts: readonly Host[],
  clock: Clock,
  signal: AbortSignal,
): DriftBeside {
  const began = clock.monotonic();
  const unwanted = new AbortController();
  let silent = hosts.length;
  let beside: Promise<Drift | DriftUnknown> | null = null;
  const planned = async (
    planning: PlanInput,
    those: readonly Host[],
    ms: number,
  ): Promise<Drift | DriftUnknown> => {
    const late = AbortSignal.timeout(Math.max(0, Math.round(ms)));
    try {
      const { plan } = await planCluster(planning, those, AbortSignal.any([signal, late, unwanted.signal]));
      return driftOf(plan.changes);
    } catch (error) {
      signal.throwIfAborted();
      if (late.aborted || unwanted.signal.aborted) return 'slow';
      if (!(error instanceof BarqueError)) throw error;
      return 'no-plan';
    }
  };
  return {
    heard: () => {
      silent -= 1;
      if (silent > 0 || typeof look === 'string' || look.waits) return;
      beside = planned(look.planning, hosts, LOOK_MS - (clock.monotonic() - began));
      // Whoever looks may have ended before it does.
      beside.catch(() => {});
    },
    known: async (view, lastRun) => {
      if (typeof look === 'string') return look;
      const there = answered(view);
      // Those that are silent would hold it up once more.
      if (look.waits)
        return planned(
          look.planning,
          hosts.filter(({ name }) => there.has(name)),
          DRIFT_MS,
        );
      const isRunning = lastRun?.is === 'running';
      if (beside !== null && there.size === hosts.length && !isRunning) return beside;
      unwanted.abort(new Error('it is not wanted any more'));
      return isRunning ? 'run-in-progress' : 'silent-hosts';
    },
  };
}
