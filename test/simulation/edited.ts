/** An apply on a cluster that stands, after somebody has edited its file; with troubles, and the runs after it. */
import { CREATION_PATH } from '../../src/base/creation.ts';
import type { ResolvedHost, ResolvedSpec } from '../../src/spec/resolved.ts';
import { creationHosts, creationPlanner, creationSpec } from './creation.ts';
import type { Stands } from './operation.ts';
import { PRODUCT } from './product.ts';
import { type Fault, type Rehearsal, rehearse, type Setting, type Trouble } from './rehearsal.ts';

/** What the file says: of each host, and of the cluster. */
export interface Edit {
  host?(host: ResolvedHost): Partial<ResolvedHost>;
  kubernetes?: Partial<NonNullable<ResolvedSpec['kubernetes']>>;
}

export function editedSpec(planes: number, { host, kubernetes }: Edit): ResolvedSpec {
  const hosts = creationHosts(planes).map(each => ({ ...each, ...host?.(each) }));
  const spec = creationSpec(hosts);
  return { ...spec, kubernetes: { ...spec.kubernetes!, ...kubernetes } };
}

/** One run by the edited file to which these troubles happen, and the ones after it. */
export function applyEdited(
  planes: number,
  edit: Edit,
  stands: Partial<Stands>,
  options: Pick<Setting, 'seed'> & Partial<Pick<Setting, 'runsAfter' | 'dead'>>,
  troubles: readonly Trouble[] = [],
): Promise<Rehearsal> {
  const spec = editedSpec(planes, edit);
  const planner = creationPlanner(spec);
  const setting: Setting = {
    before: new Map(),
    ...stands,
    ...options,
    product: PRODUCT,
    later: 'fresh',
    offMs: 4000,
    planner,
    hosts: spec.hosts,
    endpoint: spec.endpoint,
    edited: CREATION_PATH,
    mayReplan: true,
  };
  return rehearse(setting, planner, troubles);
}

/** A cluster as this file makes it. */
export async function madeBy(planes: number, edit: Edit, seed: number): Promise<Required<Stands>> {
  const made = await applyEdited(planes, edit, {}, { seed });
  if (made.complaints.length > 0) throw new Error(`a clean creation fails: ${made.complaints.join('; ')}`);
  return { before: made.after, clusters: made.clusters };
}

/** What is complained of when the fault strikes at about `most` points of an apply, spread over it. */
export async function complaintsOf(
  planes: number,
  edit: Edit,
  stands: Stands,
  seed: number,
  fault: Fault,
  most: number,
): Promise<string[]> {
  const clean = await applyEdited(planes, edit, stands, { seed });
  const complaints = [...clean.complaints];
  const points = fault === 'kill' ? clean.points[0]!.map((_, at) => at) : clean.onMachines;
  const stride = Math.max(1, Math.floor(points.length / most));
  for (let nth = stride >> 1; nth < points.length; nth += stride) {
    const at = points[nth]!;
    const struck = await applyEdited(planes, edit, stands, { seed }, [{ fault, run: 0, at }]);
    for (const complaint of struck.complaints)
      complaints.push(`${fault} at ${at} (${clean.points[0]![at]}): ${complaint}`);
  }
  return complaints;
}
