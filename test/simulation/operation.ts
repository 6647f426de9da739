/** An operation other than `apply` in the simulation, on a cluster that stands or was begun, with troubles. */
import { planOperation } from '../../src/app/cluster-plan.ts';
import { CREATION_PATH } from '../../src/base/creation.ts';
import type { DesiredChange } from '../../src/plan/desired.ts';
import type { Operation } from '../../src/plan/plan.ts';
import type { ClusterView } from '../../src/view/cluster-view.ts';
import { creationHosts, creationSpec } from './creation.ts';
import { type Planner, PRODUCT } from './product.ts';
import { type Fault, type Rehearsal, rehearse, type Setting, type Trouble } from './rehearsal.ts';
import { EVERY_POINT } from './spread.ts';

/** What an earlier rehearsal left. */
export type Stands = Pick<Setting, 'before' | 'clusters'>;

export const OPERATED_HOSTS = creationHosts(3);
export const OPERATED_SPEC = creationSpec(OPERATED_HOSTS);

/** One run to which these troubles happen, and the ones after it. */
export function playOperation(
  seed: number,
  stands: Stands,
  operation: Exclude<Operation, 'converge'>,
  desire: (view: ClusterView) => readonly DesiredChange[],
  troubles: readonly Trouble[],
  runsAfter?: number,
): Promise<Rehearsal> {
  const input = { spec: OPERATED_SPEC, tool: '0.0.0', operation, desire };
  const planner: Planner = async (machines, signal) => (await planOperation(input, machines, signal)).plan;
  const setting: Setting = {
    ...stands,
    seed,
    product: PRODUCT,
    later: 'fresh',
    offMs: 4000,
    planner,
    hosts: OPERATED_HOSTS,
    endpoint: OPERATED_SPEC.endpoint,
    edited: CREATION_PATH,
    mayReplan: true,
    isReset: true,
    // A boot makes HAProxy forget whom it sends nobody to, and that it stands aside; the next run tells it again.
    inMemory: /\/(backend-[^/]+\/drain|aside\/vip)$/,
    ...(runsAfter === undefined ? {} : { runsAfter }),
  };
  return rehearse(setting, planner, troubles);
}

/** A point, one for each host, at the end of a run. */
export const GIVEN_BACK = 'release: before it is asked';

/**
 * About `most` points of a run, or all where every one is played; always those at which hosts are given back: one that
 * was to forget the cluster still knew it when that got lost.
 */
export function struckAt({ points: [all], onMachines }: Rehearsal, fault: Fault, most: number): number[] {
  const points = fault === 'kill' ? all!.map((_, at) => at) : onMachines;
  const stride = EVERY_POINT ? 1 : Math.max(1, Math.floor(points.length / most));
  return points.filter((at, nth) => nth % stride === stride >> 1 || all![at] === GIVEN_BACK);
}
