/** An operation other than `apply` in the simulation, on a cluster that stands or was begun, with troubles. */
import { planOperation } from '../../src/app/cluster-plan.ts';
import { CREATION_PATH } from '../../src/base/creation.ts';
import type { DesiredChange } from '../../src/plan/desired.ts';
import type { Operation } from '../../src/plan/plan.ts';
import type { ClusterView } from '../../src/view/cluster-view.ts';
import { creationHosts, creationSpec } from './creation.ts';
import { type Planner, PRODUCT } from './product.ts';
import { type Rehearsal, rehearse, type Setting, type Trouble } from './rehearsal.ts';

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
    ...(runsAfter === undefined ? {} : { runsAfter }),
  };
  return rehearse(setting, planner, troubles);
}
