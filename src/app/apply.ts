/** The flow of `apply`: plan, ask, take the cluster, see that nothing has moved, do it, give the cluster back. */
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { digestOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import { systemRandomHex } from '../base/random.ts';
import { learningRedactor } from '../base/redact.ts';
import type { Folders } from '../base/xdg.ts';
import type { Door } from '../hosts/host.ts';
import { limitPlan } from '../plan/limit-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { StampedEvent } from '../run/event.ts';
import type { ExecutionResult } from '../run/execute.ts';
import { isDeadHere, thisHolder } from '../run/holder.ts';
import { openJournal } from '../run/journal.ts';
import { run, runName } from '../run/run.ts';
import type { BundleSource } from '../verbs/given.ts';
import { refuseFailing } from './check.ts';
import { type PlanInput, planCluster } from './cluster-plan.ts';
import { refuseStale } from './saved-plan.ts';

export interface Applying {
  input: PlanInput;
  /** Where steps take the bundle's files from. */
  source: BundleSource;
  doors: readonly Door[];
  folders: Folders;
  /** A plan to apply as it is; null: one made now. */
  saved: Plan | null;
  /** Whether programs built from modules may go to these hosts. */
  allowModules: boolean;
  lockTimeoutMs: number;
  /** Ids of checks that may fail on hosts that no cluster has yet. */
  ignoreChecks: readonly string[];
  /** Whether a plan that was made here may be made anew when the hosts have moved on; else it is refused. */
  mayReplan: boolean;
  /** The only hosts to change; null: all. A saved plan brings its own. */
  limit: readonly string[] | null;
  /** Shows the plan; false ends it without a change. */
  confirm(plan: Plan): Promise<boolean>;
  /** The plan that will be done instead of the one that was confirmed: the hosts had moved on. */
  renewed(plan: Plan): void;
  seen(event: StampedEvent): void;
}

export type Applied =
  | { is: 'nothing-to-do'; leftOut: readonly string[] }
  | { is: 'declined' }
  | {
      is: 'ran';
      run: string;
      journal: string;
      result: ExecutionResult;
      plan: Plan;
      leftOut: readonly string[];
    };

/** How often a run is followed by another because hosts went silent during it: each goes on without them. */
const MOST_RUNS = 3;

/** With nothing to do it takes no lock and writes nothing. */
export async function apply(applying: Applying, signal: AbortSignal): Promise<Applied> {
  const { input, doors, saved } = applying;
  const hosts = doors.map(({ host }) => host);
  const limit = saved === null ? applying.limit : (saved.limit ?? null);
  const limited = (whole: Plan) => (limit === null ? whole : limitPlan(whole, limit));
  const planNow = async () => limited((await planCluster(input, hosts, signal)).plan);
  const { plan: whole, view } = await planCluster(input, hosts, signal);
  const made = limited(whole);
  if (saved !== null) refuseStale(saved, made);
  if (made.changes.length === 0) return { is: 'nothing-to-do', leftOut: made.unreachable };
  let plan = saved ?? made;
  refuseModules(plan, applying.allowModules);
  const changed = new Set(plan.changes.map(({ host }) => host));
  const blank = [...view.reached].filter(([name, { standing }]) => standing === 'blank' && changed.has(name));
  await refuseFailing(
    {
      spec: input.spec,
      hosts: hosts.filter(({ name }) => view.reached.has(name)),
      ignore: applying.ignoreChecks,
      clock: systemClock,
      blank: blank.map(([name]) => name),
    },
    signal,
  );
  if (!(await applying.confirm(plan))) return { is: 'declined' };
  signal.throwIfAborted();
  for (let runs = 1; ; runs += 1) {
    const done = await runOnce(applying, plan, limit, planNow, signal);
    if (done.result !== 'failed' || !applying.mayReplan || saved !== null || runs === MOST_RUNS) return done;
    // A host that died under way held up what waits for all: a majority can be made whole without it.
    const next = await planNow();
    const isFewer = next.unreachable.some(name => !done.plan.unreachable.includes(name));
    if (!isFewer || next.changes.length === 0) return done;
    applying.renewed(next);
    plan = next;
  }
}

async function runOnce(
  applying: Applying,
  first: Plan,
  limit: readonly string[] | null,
  planNow: () => Promise<Plan>,
  signal: AbortSignal,
): Promise<Applied & { is: 'ran' }> {
  const { input, doors, folders, saved } = applying;
  let plan = first;
  const name = runName(systemClock.now(), systemRandomHex(2));
  const leftOut = new Set(plan.unreachable);
  const secrets = learningRedactor();
  const journal = await openJournal(join(folders.state, 'runs'), name, systemClock, secrets.redact, event => {
    if (event.is === 'host.out' && (limit === null || limit.includes(event.host))) leftOut.add(event.host);
    applying.seen(event);
  });
  try {
    const taking = {
      doors,
      voters: votersOf(input.spec),
      cluster: input.spec.name,
      run: name,
      holder: thisHolder(),
      isDeadHere,
      lockTimeoutMs: applying.lockTimeoutMs,
      clock: systemClock,
      randomHex: systemRandomHex,
      record: journal.record,
    };
    const planInHand = async () => {
      const fresh = await planNow();
      if (!applying.mayReplan || saved !== null) refuseStale(plan, fresh);
      else if (digestOf(fresh) !== digestOf(plan)) {
        plan = fresh;
        applying.renewed(fresh);
        await journal.record({ is: 'plan.renewed', changes: fresh.changes.length });
      }
      return plan;
    };
    const work = {
      taking,
      clock: systemClock,
      record: journal.record,
      source: applying.source,
      learn: secrets.learn,
      planInHand,
    };
    const result = await run(work, signal);
    return { is: 'ran', run: name, journal: journal.path, result, plan, leftOut: [...leftOut].sort() };
  } finally {
    await journal.close();
  }
}

function refuseModules(plan: Plan, allowed: boolean): void {
  if (plan.bundle.provenance !== 'go-modules' || allowed) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'use this bundle on these hosts',
    cameBack:
      'its programs were built from Go modules, not taken from the projects’ signed releases: it is for labs',
    next: 'If you want that all the same, say so:\n\n  barque apply --allow-module-bundle',
  });
}

/** A majority of these takes the cluster: etcd's own majority, where there is an etcd. */
function votersOf({ hosts }: PlanInput['spec']): ReadonlySet<string> {
  const planes = hosts.filter(({ roles }) => roles.includes('control-plane'));
  return new Set((planes.length > 0 ? planes : hosts).map(({ name }) => name));
}
