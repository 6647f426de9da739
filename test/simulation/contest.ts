/** Two applies of one cluster: the second begins at a chosen point of the first, which may freeze there. */
import { BarqueError, messageOf } from '../../src/base/errors.ts';
import { seededRandom } from '../../src/base/random.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import { runInWorld, simulatedWorld } from '../../src/hosts/simulated/world.ts';
import { exampleSpec, THREE } from './example.ts';
import { fleet, snapshotOf } from './fleet.ts';
import type { Scene } from './matrix.ts';
import { watch } from './monitor.ts';
import { type Attempt, attempt, PRODUCT, type Product } from './product.ts';
import { left } from './rehearsal.ts';

export interface Contest {
  complaints: readonly string[];
  /** How the first and the second ended: a result, or the domain of the error. */
  results: readonly string[];
  /** The first one's points. */
  points: readonly string[];
}

export interface Contestants {
  seed: number;
  second: 'at-once' | 'never' | { at: number };
  /** How long the second waits for the lock, milliseconds. */
  patienceMs: number;
  /** The first stands still from that point until the second has ended. */
  freeze?: boolean;
  /** Or only until the second has reached this point. */
  wakeAt?: string;
  product?: Product;
}

export async function contend(scene: Scene, of: Contestants): Promise<Contest> {
  const points: string[] = [];
  const complaints: string[] = [];
  const first = { name: 'first', killed: false, frozen: null as Promise<void> | null, pid: 1 };
  const second = { name: 'second', killed: false, frozen: null, pid: 2 };
  let wake = () => {};
  let startSecond = () => {};
  const thaw = () => {
    first.frozen = null;
    wake();
  };
  const secondStarts = new Promise<void>(resolve => {
    startSecond = resolve;
  });
  const world = simulatedWorld(of.seed, point => {
    monitor.at(point);
    if (point.operator === second) {
      if (point.at === of.wakeAt) thaw();
      return;
    }
    const at = points.push(point.at) - 1;
    if (typeof of.second === 'string' || of.second.at !== at) return;
    startSecond();
    if (of.freeze !== true) return;
    first.frozen = new Promise(resolve => {
      wake = resolve;
    });
  });
  const machines = fleet(world, THREE, exampleSpec(THREE).endpoint, scene.before);
  const monitor = watch(machines);
  const random = seededRandom(of.seed + 1);
  const run = async (operator: Attempt['operator'], lockTimeoutMs: number): Promise<string> => {
    try {
      return await attempt({
        world,
        machines,
        product: of.product ?? PRODUCT,
        planner: scene.planner,
        operator,
        voters: THREE.map(({ name }) => name),
        deadPids: new Set(),
        journal: [],
        saved: null,
        mayReplan: false,
        lockTimeoutMs,
        cancel: new AbortController().signal,
        randomHex: bytes =>
          Array.from({ length: bytes * 2 }, () => Math.floor(random() * 16).toString(16)).join(''),
        planSeen: () => {},
      });
    } catch (error) {
      if (error instanceof BarqueError) return error.failure.domain;
      complaints.push(`${operator.name} threw ${messageOf(error)}`);
      return 'bug';
    }
  };
  const all = async (): Promise<string[]> => {
    if (of.second === 'at-once') startSecond();
    const one = run(first, 0);
    if (of.second === 'never') return [await one];
    await Promise.race([secondStarts, one]);
    const other = await run(second, of.patienceMs);
    const before = worked(machines);
    thaw();
    const result = await one;
    if (of.freeze === true && of.wakeAt === undefined && worked(machines) !== before)
      complaints.push('the one that was frozen changed something after the other had taken over');
    return [result, other];
  };
  const results = await runInWorld(world, all());
  if (results === 'stuck') return { complaints: ['it got stuck'], results: [], points };
  for (const twice of doneTwice(machines)) complaints.push(`${twice} was done twice`);
  const remains = await left(scene.planner, machines);
  if (remains.length > 0) complaints.push(`not converged: ${remains.join(' ')}`);
  world.end();
  return { complaints: [...monitor.complaints(), ...complaints], results, points };
}

/** Steps that were begun more than once, by what the hosts noted. */
function doneTwice(machines: readonly SimulatedMachine[]): string[] {
  const begun = machines
    .flatMap(({ journal }) => journal)
    .map(line => line.split(' '))
    .filter(([run, , , is]) => is === 'intent' && (run === 'first' || run === 'second'))
    .map(([, , step]) => step!);
  return begun.filter((step, at) => begun.indexOf(step) !== at);
}

/** All that steps change and note; who holds the hosts is no part of it. */
function worked(machines: readonly SimulatedMachine[]): string {
  const parts = machines.map(machine => {
    const { files, packages, units, journal } = snapshotOf(machine);
    return [[...files], [...packages], [...units], journal];
  });
  return JSON.stringify(parts);
}
