/** The flow of `reset`: look, show what goes, ask for the cluster's name, take what answers, leave the hosts as they were. */
import { isNode } from '../layers/roles.ts';
import { reset } from '../operations/reset.ts';
import type { DesiredChange } from '../plan/desired.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { ClusterView } from '../view/cluster-view.ts';
import { planOperation } from './cluster-plan.ts';
import { NO_BUNDLE } from './operate.ts';
import { type Handling, type Operated, runPlan } from './run-plan.ts';

/** Hosts that do not answer are left as they are, and named; the same command resets them when they are back. */
export async function resetCluster(
  spec: ResolvedSpec,
  handling: Handling,
  signal: AbortSignal,
): Promise<Operated> {
  const { doors } = handling;
  const desire = (now: ClusterView) => desireOf(spec, now);
  const input = { spec, tool: handling.tool, operation: 'reset' as const, desire };
  const all = doors.map(({ host }) => host);
  const { plan, view } = await planOperation(input, all, signal);
  const silent = view.silent.map(({ host }) => host);
  if (plan.changes.length === 0) return { is: 'nothing-to-do', leftOut: silent };
  if (!(await handling.confirm(plan))) return { is: 'declined' };
  signal.throwIfAborted();
  const there = new Set(plan.changes.map(({ host }) => host));
  const running = {
    ...handling,
    cluster: spec.name,
    // No majority is needed to take apart what one has; who was not reached keeps its epoch and is reset later.
    doors: doors.filter(({ host }) => there.has(host.name)),
    voters: there,
    source: NO_BUNDLE,
    mayReplan: true,
    limit: null,
    planNow: async () => {
      const those = all.filter(({ name }) => there.has(name));
      const { plan: now } = await planOperation(input, those, signal);
      // Whoever was silent has not been asked again: it is no news.
      return { ...now, unreachable: [...silent, ...now.unreachable] };
    },
  };
  const ran = await runPlan(running, plan, signal);
  // Who answered when the plan was shown can have fallen silent while it was read.
  return { is: 'ran', ...ran, leftOut: [...new Set([...silent, ...ran.leftOut])].sort() };
}

/** Whoever was never touched has nothing to be undone. */
export function desireOf(spec: ResolvedSpec, view: ClusterView): DesiredChange[] {
  const ours = spec.hosts.filter(({ name }) => view.reached.get(name)?.standing === 'ours');
  return reset(ours.map(host => ({ name: host.name, isNode: isNode(spec, host) })));
}
