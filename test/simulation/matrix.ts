/** The kill matrix: one rehearsal for every point of a clean run, and what they complained of. */
import { planCluster } from '../../src/app/cluster-plan.ts';
import { HAPROXY_CONFIG, KEEPALIVED_CONFIG } from '../../src/layers/loadbalancer/hooks.ts';
import type { ResolvedSpec } from '../../src/spec/resolved.ts';
import { EDITED, exampleInput, exampleSpec, THREE } from './example.ts';
import type { Snapshot } from './fleet.ts';
import { type Planner, PRODUCT, type Product } from './product.ts';
import { type Fault, type Rehearsal, rehearse, type Setting, type Trouble } from './rehearsal.ts';
import { wider } from './spread.ts';

/** The planner of `apply`, for the example with this edit. */
export function examplePlanner(edit: Partial<ResolvedSpec['loadBalancer']>): Planner {
  const spec = exampleSpec(THREE, edit);
  const input = exampleInput(spec);
  return async (hosts, signal) => (await planCluster(input, hosts, signal)).plan;
}

export interface Scene {
  name: 'create' | 'update';
  planner: Planner;
  before: ReadonlyMap<string, Snapshot>;
  /** A file that the scene's plan is about, for strangers. */
  edited: string;
}

/** `create`: three fresh hosts. `update`: three that serve, and every configuration differs now. */
export async function scenes(seed: number): Promise<Record<Scene['name'], Scene>> {
  const create: Scene = {
    name: 'create',
    planner: examplePlanner({}),
    before: new Map(),
    edited: KEEPALIVED_CONFIG,
  };
  const { complaints, after } = await play(create, { seed }, []);
  if (complaints.length > 0) throw new Error(`a clean creation fails: ${complaints.join('; ')}`);
  const update: Scene = {
    name: 'update',
    planner: examplePlanner(EDITED),
    before: after,
    edited: HAPROXY_CONFIG,
  };
  return { create, update };
}

export type Options = Pick<Setting, 'seed'> & Partial<Pick<Setting, 'product' | 'later' | 'offMs'>>;

export function play(scene: Scene, options: Options, troubles: readonly Trouble[]): Promise<Rehearsal> {
  const setting: Setting = {
    product: PRODUCT,
    later: 'fresh',
    // Longer than sshd of a small machine takes to come back, shorter than all retries together.
    offMs: 4000,
    ...options,
    hosts: THREE,
    endpoint: exampleSpec(THREE).endpoint,
    before: scene.before,
    planner: scene.planner,
    edited: scene.edited,
  };
  return rehearse(setting, scene.planner, troubles);
}

export interface MatrixResult {
  points: number;
  /** How many of them were struck. */
  played: number;
  /** Each says which rehearsal it was, so that it can be played again. */
  complaints: string[];
  /** How the runs ended, by count. */
  results: ReadonlyMap<string, number>;
}

/** Every `stride`-th point, all of them if nothing is said and a person can wait; `enough` complaints end it. */
export async function matrix(
  scene: Scene,
  fault: Fault,
  options: Options & { stride?: number; enough?: number },
): Promise<MatrixResult> {
  const { stride = wider(1), enough = 10, ...rest } = options;
  const clean = await play(scene, rest, []);
  const [points] = clean.points;
  const complaints = clean.complaints.map(complaint => `nothing happened: ${complaint}`);
  const results = new Map<string, number>();
  let played = 0;
  for (let at = 0; at < points!.length && complaints.length < enough; at += stride) {
    const rehearsal = await play(scene, rest, [{ fault, run: 0, at }]);
    played += 1;
    for (const result of rehearsal.results) results.set(result, (results.get(result) ?? 0) + 1);
    const where = `${scene.name}, ${fault} at ${at} (${points![at]}), seed ${rest.seed}`;
    for (const complaint of rehearsal.complaints)
      complaints.push(`${where}: ${complaint} [${rehearsal.results.join(' | ')}]`);
  }
  return { points: points!.length, played, complaints, results };
}

/** A correct product that differs in these pieces. */
export function wrong(pieces: Partial<Product>): Product {
  return { ...PRODUCT, ...pieces };
}
