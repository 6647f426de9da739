/** The flow of operations on single hosts: look, refuse what would harm, show the plan, ask, take the cluster, do it. */
import { systemClock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { DesiredChange } from '../plan/desired.ts';
import type { Operation } from '../plan/plan.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { LiveView } from '../view/live-view.ts';
import { viewNow } from '../view/live-view.ts';
import { patienceOf } from '../view/patience.ts';
import { planOperation } from './cluster-plan.ts';
import { type Handling, type Operated, runPlan, votersOf } from './run-plan.ts';

export interface Operating extends Handling {
  spec: ResolvedSpec;
  operation: Exclude<Operation, 'converge'>;
  /** What is wanted, from the cluster as it is now; throws what the person must know instead. */
  desire(view: LiveView): readonly DesiredChange[];
}

/** Milliseconds until a host that has not said hello counts as silent. */
const PATIENCE_MS = 3000;

export async function operate(operating: Operating, signal: AbortSignal): Promise<Operated> {
  const { spec, doors, tool, operation } = operating;
  const hosts = doors.map(({ host }) => host);
  // Once more when the hosts are taken: while a person read the plan, somebody else may have made it harmful.
  const planNow = async () => {
    const patience = patienceOf(PATIENCE_MS, systemClock);
    const live = await viewNow(spec, hosts, patience, signal).finally(patience.end);
    const changes = operating.desire(live);
    const there = hosts.filter(({ name }) => live.hosts.get(name)?.is === 'answered');
    return (await planOperation({ spec, tool, operation, desire: () => changes }, there, signal)).plan;
  };
  const plan = await planNow();
  if (plan.changes.length === 0) return { is: 'nothing-to-do', leftOut: [] };
  if (!(await operating.confirm(plan))) return { is: 'declined' };
  signal.throwIfAborted();
  const running = {
    ...operating,
    cluster: spec.name,
    voters: votersOf(spec),
    source: NO_BUNDLE,
    mayReplan: true,
    limit: null,
    planNow,
  };
  return { is: 'ran', ...(await runPlan(running, plan, signal)) };
}

/** For operations that take nothing from a bundle. */
export const NO_BUNDLE = { programs: nothing, images: nothing };

function nothing(): never {
  throw new BarqueError({
    domain: 'bug',
    attempted: 'read the bundle',
    cameBack: 'this operation needs none',
  });
}
