/** The simulations are only worth what they find: each of these bugs, planted in a correct product, must be found. */
import { beforeAll, describe, expect, test } from 'vitest';
import { HOST_SIDE, type HostSide, startUnit } from '../../src/hosts/simulated/host-side.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { acting } from './acting.ts';
import { contend } from './contest.ts';
import { independentPlanner } from './independent-hosts.ts';
import { matrix, type Scene, scenes, wrong } from './matrix.ts';
import type { Product } from './product.ts';
import type { Fault } from './rehearsal.ts';

const SEED = 20_260_301;

let all: Record<Scene['name'], Scene>;
beforeAll(async () => {
  all = await scenes(SEED);
});

/** A fault at every point, until something is found. */
async function found(scene: Scene, fault: Fault, product: Product, later: 'fresh' | 'saved' = 'fresh') {
  return (await matrix(scene, fault, { seed: SEED, product, later, enough: 1, stride: 1 })).complaints;
}

/** The first freezes at every point, and wakes when the second has begun to work. */
async function foundByFreezing(product: Product): Promise<readonly string[]> {
  const clean = await contend(all.update, { seed: SEED, second: 'never', patienceMs: 0 });
  // Half of the points are before and after a message; every third meets each kind.
  for (let at = 0; at < clean.points.length; at += 3) {
    const { complaints } = await contend(all.update, {
      seed: SEED,
      second: { at },
      patienceMs: 60_000,
      freeze: true,
      wakeAt: 'run.began: after it is recorded',
      product,
    });
    if (complaints.length > 0) return complaints;
  }
  return [];
}

const side = (pieces: Partial<HostSide>) => wrong({ hostSide: { ...HOST_SIDE, ...pieces } });

test('without a planted bug nothing is found', async () => {
  expect(await foundByFreezing(wrong({}))).toEqual([]);
  // kill-matrix.test.ts says the same of the faults that come alone.
});

describe('the fence', () => {
  test('a step that does not compare the fence', async () => {
    const product = side({
      step: (world, machine, action, _epoch, run) =>
        HOST_SIDE.step(world, machine, action, machine.fence.epoch, run),
    });
    expect(await foundByFreezing(product)).not.toEqual([]);
  });

  test('a taking that does not raise the epoch', async () => {
    const product = wrong({
      door: door => ({
        ...door,
        take: (seen, next, patienceMs, signal) =>
          door.take(seen, { ...next, epoch: Math.max(1, seen.epoch) }, patienceMs, signal),
      }),
    });
    expect(await foundByFreezing(product)).not.toEqual([]);
  });

  test('a taking that does not wait for running steps', async () => {
    const product = side({
      take: async (world, machine, seen, next) => {
        if (machine.fence.epoch !== seen.epoch) return { is: 'changed' };
        machine.fence = { epoch: next.epoch, cluster: next.cluster, run: next.run, holder: next.holder };
        machine.heartbeatAt = world.clock.now();
        return { is: 'taken', stopped: [] };
      },
    });
    expect(await found(all.create, 'kill', product)).not.toEqual([]);
  });

  test('a taking that does not look whether somebody else was faster', async () => {
    const product = side({
      take: (world, machine, seen, next, patienceMs) =>
        HOST_SIDE.take(world, machine, { ...seen, epoch: machine.fence.epoch }, next, patienceMs),
    });
    const complaints: string[] = [];
    for (let seed = SEED; seed < SEED + 40 && complaints.length === 0; seed += 1) {
      const contest = await contend(all.update, { seed, second: 'at-once', patienceMs: 0, product });
      complaints.push(...contest.complaints);
    }
    expect(complaints).not.toEqual([]);
  });

  test('a release of a lock that is not ours', async () => {
    const product = side({
      release: machine => {
        machine.fence = { ...machine.fence, holder: null };
      },
    });
    expect(await foundByFreezing(product)).not.toEqual([]);
  });

  test('a holder that lives and counts as gone', async () => {
    const product = wrong({ takesFromLiving: true });
    const contest = await contend(all.update, { seed: SEED, second: { at: 70 }, patienceMs: 0, product });
    expect(contest.results).not.toContain('lock-held');
    expect(contest.results[0]).toBe('fenced');
  });
});

describe('observing', () => {
  test('a unit that counts as loaded when it is active', async () => {
    const product = wrong({ planned: withoutReloadsAlone });
    expect(await found(all.update, 'kill', product)).not.toEqual([]);
  });

  test('an outcome that is what the manager says of the unit', async () => {
    // systemd says "success" of every unit that it does not know, as after a boot.
    const started = new WeakMap<SimulatedMachine, Set<string>>();
    const product = side({
      step: (world, machine, action, epoch, run) => {
        const units = started.get(machine) ?? new Set();
        started.set(machine, units);
        if (units.has(action.unit) && !machine.running.has(action.unit))
          return Promise.resolve({ is: 'done', acted: true });
        units.add(action.unit);
        return HOST_SIDE.step(world, machine, action, epoch, run);
      },
    });
    expect(await found(all.create, 'cut', product)).not.toEqual([]);
  });

  test('a step that overwrites what it did not expect', async () => {
    const product = wrong({ door: acting(action => ({ ...action, before: null })) });
    expect(await found(all.update, 'stranger', product)).not.toEqual([]);
  });

  test('a journal that decides what is done', async () => {
    const product = wrong({
      planned: (plan, journal) => {
        const done = new Set(journal.flatMap(event => (event.is === 'step.intent' ? [event.step] : [])));
        return without(plan, step => done.has(step));
      },
    });
    expect(await found(all.create, 'kill', product)).not.toEqual([]);
  });
});

describe('acting', () => {
  test('a repeated question that starts a second unit', async () => {
    let asked = 0;
    const product = wrong({
      door: acting(action => {
        asked += 1;
        return { ...action, unit: `${action.unit}-${asked}` };
      }),
      hostSide: {
        ...HOST_SIDE,
        step: async (world, machine, action, epoch, run) => {
          if (machine.running.size === 0) return HOST_SIDE.step(world, machine, action, epoch, run);
          startUnit(world, machine, action, epoch);
          await machine.running.get(action.unit)?.ended;
          return { is: 'done', acted: true };
        },
      },
    });
    expect(await found(all.create, 'sever', product)).not.toEqual([]);
  });

  test('a file that is renamed before the ledger knows it', async () => {
    const product = wrong({
      door: acting(action => ({
        ...action,
        simulate: {
          ...action.simulate,
          perform: (machine, input) => [...action.simulate.perform(machine, input)].reverse(),
        },
      })),
    });
    expect(await found(all.create, 'cut', product)).not.toEqual([]);
  });

  test('packages whose daemons are not masked', async () => {
    const product = wrong({
      door: acting(action => ({
        ...action,
        simulate: {
          ...action.simulate,
          perform: (machine, input) =>
            [...action.simulate.perform(machine, input)].filter(({ what }) => !what.startsWith('mask ')),
        },
      })),
    });
    expect(await found(all.create, 'kill', product)).not.toEqual([]);
  });

  test('an order that nobody keeps', async () => {
    const product = wrong({
      executed: plan => ({ ...plan, changes: plan.changes.map(change => ({ ...change, needs: [] })) }),
    });
    expect(await found(all.update, 'kill', product)).not.toEqual([]);
  });

  test('disruptive changes that go on after a failure', async () => {
    const quiet = (plan: Plan): Plan => ({
      ...plan,
      changes: plan.changes.map(change => ({ ...change, interrupts: [] })),
    });
    const scene = { ...all.update, planner: independentPlanner };
    expect((await matrix(scene, 'stranger', { seed: SEED, stride: 5 })).complaints).toEqual([]);
    expect(await found(scene, 'stranger', wrong({ executed: quiet }))).not.toEqual([]);
  });
});

/** The plan without the steps that `drop` names; needs of dropped changes go as well. */
function without(plan: Plan, drop: (step: string) => boolean): Plan {
  const changes = plan.changes
    .map(change => ({ ...change, steps: change.steps.filter(({ id }) => !drop(id)) }))
    .filter(({ steps }) => steps.some(({ verb }) => verb.do !== 'gate'));
  return { ...plan, changes };
}

/** A unit is reloaded when its file is changed, and else it is taken to have read what lies there. */
function withoutReloadsAlone(plan: Plan): Plan {
  const alone = plan.changes
    .filter(({ steps }) => steps.every(({ verb }) => verb.do === 'unit.load' || verb.do === 'gate'))
    .flatMap(({ steps }) => steps.filter(({ before }) => before?.active === 'yes'));
  return without(plan, step => alone.some(({ id }) => id === step));
}
