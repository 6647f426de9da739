/** The flow of `reset`: look, show what goes, ask for the cluster's name, take what answers, leave the hosts as they were. */
import type { Folders } from '../base/xdg.ts';
import type { Door } from '../hosts/host.ts';
import { isNode } from '../layers/roles.ts';
import { reset } from '../operations/reset.ts';
import type { DesiredChange } from '../plan/desired.ts';
import type { Plan } from '../plan/plan.ts';
import type { StampedEvent } from '../run/event.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { ClusterView } from '../view/cluster-view.ts';
import { planOperation } from './cluster-plan.ts';
import { NO_BUNDLE } from './operate.ts';
import { type Ran, runPlan } from './run-plan.ts';

export interface Resetting {
  spec: ResolvedSpec;
  /** Version of Barque. */
  tool: string;
  doors: readonly Door[];
  folders: Folders;
  lockTimeoutMs: number;
  /** Shows what will go; false ends it without a change. */
  confirm(plan: Plan): Promise<boolean>;
  renewed(plan: Plan): void;
  seen(event: StampedEvent): void;
}

export type Reset =
  | { is: 'nothing-to-do'; notReset: readonly string[] }
  | { is: 'declined' }
  | ({ is: 'ran'; notReset: readonly string[] } & Ran);

/** Hosts that do not answer are left as they are, and named; the same command resets them when they are back. */
export async function resetCluster(resetting: Resetting, signal: AbortSignal): Promise<Reset> {
  const { spec, doors } = resetting;
  const desire = (now: ClusterView) => desireOf(spec, now);
  const input = { spec, tool: resetting.tool, operation: 'reset' as const, desire };
  const all = doors.map(({ host }) => host);
  const { plan, view } = await planOperation(input, all, signal);
  const notReset = view.silent.map(({ host }) => host);
  if (plan.changes.length === 0) return { is: 'nothing-to-do', notReset };
  if (!(await resetting.confirm(plan))) return { is: 'declined' };
  signal.throwIfAborted();
  const there = new Set(plan.changes.map(({ host }) => host));
  const running = {
    ...resetting,
    cluster: spec.name,
    // No majority is needed to take apart what one has; who was not reached keeps its epoch and is reset later.
    doors: doors.filter(({ host }) => there.has(host.name)),
    voters: there,
    source: NO_BUNDLE,
    mayReplan: true,
    limit: null,
    planNow: async () =>
      (
        await planOperation(
          input,
          all.filter(({ name }) => there.has(name)),
          signal,
        )
      ).plan,
  };
  const ran = await runPlan(running, plan, signal);
  // Who answered when the plan was shown can have fallen silent while it was read.
  return { is: 'ran', ...ran, notReset: [...new Set([...notReset, ...ran.leftOut])].sort() };
}

/** Whoever was never touched has nothing to be undone. */
export function desireOf(spec: ResolvedSpec, view: ClusterView): DesiredChange[] {
  const ours = spec.hosts.filter(({ name }) => view.reached.get(name)?.standing === 'ours');
  return reset(ours.map(host => ({ name: host.name, isNode: isNode(spec, host) })));
}
