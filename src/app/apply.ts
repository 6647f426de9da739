/** The flow of `apply`: plan, ask, take the cluster, see that nothing has moved, do it, give the cluster back. */
import { systemClock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { Folders } from '../base/xdg.ts';
import type { Claim } from '../hosts/claim.ts';
import type { Door } from '../hosts/host.ts';
import { limitPlan } from '../plan/limit-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { StampedEvent } from '../run/event.ts';
import { isDeadHere } from '../run/holder.ts';
import { SILENT_MS } from '../run/take.ts';
import type { BundleSource } from '../verbs/given.ts';
import type { ClusterView } from '../view/cluster-view.ts';
import { lastClaimOf } from '../view/last-run.ts';
import { refuseFailing } from './check.ts';
import { type PlanInput, planCluster } from './cluster-plan.ts';
import { type Ran, runPlan, votersOf } from './run-plan.ts';
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
  /** Shows the plan, and why hosts are left out; false ends it without a change. */
  confirm(plan: Plan, silent: ClusterView['silent']): Promise<boolean>;
  /** The plan that will be done instead of the one that was confirmed: the hosts had moved on. */
  renewed(plan: Plan): void;
  seen(event: StampedEvent): void;
}

export type Applied =
  /**
   * `closed`: a run that had been broken off after all was done; its hosts are given back now. Null: there was none.
   * `silent`: why each host is left out; no plan was shown that says it.
   */
  | {
      is: 'nothing-to-do';
      leftOut: readonly string[];
      silent: ClusterView['silent'];
      closed: string | null;
    }
  | { is: 'declined' }
  | ({ is: 'ran' } & Ran);

/** How often a run is followed by another because hosts went silent during it: each goes on without them. */
const MOST_RUNS = 3;

/** With nothing to do it takes no lock and writes nothing, but where a run that was broken off still has the hosts. */
export async function apply(applying: Applying, signal: AbortSignal): Promise<Applied> {
  const { input, doors, saved } = applying;
  const hosts = doors.map(({ host }) => host);
  const limit = saved === null ? applying.limit : (saved.limit ?? null);
  const limited = (whole: Plan) => (limit === null ? whole : limitPlan(whole, limit));
  const planNow = async () => limited((await planCluster(input, hosts, signal)).plan);
  const { plan: whole, view } = await planCluster(input, hosts, signal);
  const made = limited(whole);
  if (saved !== null) refuseStale(saved, made);
  const running = {
    ...applying,
    cluster: input.spec.name,
    voters: votersOf(input.spec),
    mayReplan: applying.mayReplan && saved === null,
    limit,
    planNow,
  };
  if (made.changes.length === 0) {
    const leftOut = made.unreachable;
    const silent = view.silent.filter(({ host }) => leftOut.includes(host));
    const nothing = { is: 'nothing-to-do' as const, leftOut, silent };
    const last = lastClaimOf(claimsIn(view), SILENT_MS, isDeadHere);
    if (last?.is !== 'broken-off') return { ...nothing, closed: null };
    const ran = await runPlan(running, made, signal);
    // What the dead run had begun may have ended meanwhile, and left something to do.
    if (ran.result !== 'done' || ran.plan.changes.length > 0) return { is: 'ran', ...ran };
    return { ...nothing, closed: last.run };
  }
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
      isFirst: balancersOf(input.spec).every(name => view.reached.get(name)?.standing === 'blank'),
    },
    signal,
  );
  if (!(await applying.confirm(plan, view.silent))) return { is: 'declined' };
  signal.throwIfAborted();
  for (let runs = 1; ; runs += 1) {
    const done = { is: 'ran' as const, ...(await runPlan(running, plan, signal)) };
    if (done.result !== 'failed' || saved !== null || runs === MOST_RUNS) return done;
    // A host that died under way held up what waits for all: a majority can be made whole without it.
    const { plan: fresh, view: now } = await planCluster(input, hosts, signal);
    const next = limited(fresh);
    const isFewer = next.unreachable.some(name => !done.plan.unreachable.includes(name));
    if (!isFewer || next.changes.length === 0) return done;
    // Who said yes to the first plan is asked about the one without the host.
    if (!applying.mayReplan && !(await applying.confirm(next, now.silent))) return done;
    applying.renewed(next);
    plan = next;
  }
}

function claimsIn({ reached }: ClusterView): Claim[] {
  return [...reached.values()].map(({ claim }) => claim);
}

function balancersOf({ hosts }: PlanInput['spec']): string[] {
  return hosts.filter(({ roles }) => roles.includes('load-balancer')).map(({ name }) => name);
}

function refuseModules(plan: Plan, allowed: boolean): void {
  if (plan.bundle?.provenance !== 'go-modules' || allowed) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'use this bundle on these hosts',
    cameBack:
      'its programs were built from Go modules, not taken from the projects’ signed releases: it is for labs',
    next: 'If you want that all the same, say so:\n\n  barque apply --allow-module-bundle',
  });
}
