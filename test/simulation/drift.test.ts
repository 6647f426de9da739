/** A thousand hosts of which one in a hundred has drifted: the plan is about those alone, and one run mends them. */
import { expect, test, vi } from 'vitest';
import { planCluster } from '../../src/app/cluster-plan.ts';
import { seededRandom } from '../../src/base/random.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import { runInWorld, simulatedWorld } from '../../src/hosts/simulated/world.ts';
import { HAPROXY_CONFIG } from '../../src/layers/loadbalancer/hooks.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { ResolvedHost } from '../../src/spec/resolved.ts';
import { exampleHost, exampleInput, exampleSpec } from './example.ts';
import { fleet, type Snapshot, snapshotOf } from './fleet.ts';
import { type AttemptResult, attempt, type Planner, PRODUCT } from './product.ts';

vi.setConfig({ testTimeout: 300_000 });

/** More balancers than anybody has; the others have nothing but a record. */
const BALANCERS = 40;
const HOSTS = Array.from(
  { length: 1000 },
  (_, at): ResolvedHost => ({
    ...exampleHost(`host${String(at).padStart(4, '0')}`, at),
    roles: [at < BALANCERS ? 'load-balancer' : 'worker'],
  }),
);
const SPEC = exampleSpec(HOSTS);
/** One in a hundred. */
const DRIFTED = Array.from({ length: 10 }, (_, nth) => nth * 4);

const planner: Planner = async (hosts, signal) => {
  const input = exampleInput(SPEC);
  return (await planCluster(input, hosts, signal)).plan;
};

interface Applied {
  result: AttemptResult | 'stuck';
  /** Null: there was nothing to do. */
  plan: Plan | null;
  after: Map<string, Snapshot>;
  machines: readonly SimulatedMachine[];
}

async function applied(before: ReadonlyMap<string, Snapshot>, seed: number): Promise<Applied> {
  const world = simulatedWorld(seed, () => {});
  const machines = fleet(world, HOSTS, SPEC.endpoint, before);
  const random = seededRandom(seed);
  let plan: Plan | null = null;
  const result = await runInWorld(
    world,
    attempt({
      world,
      machines,
      product: PRODUCT,
      planner,
      operator: { name: `run-${seed}`, killed: false, frozen: null, pid: 100 + seed },
      voters: HOSTS.map(({ name }) => name),
      deadPids: new Set(),
      journal: [],
      saved: null,
      mayReplan: false,
      lockTimeoutMs: 60_000,
      cancel: new AbortController().signal,
      randomHex: bytes =>
        Array.from({ length: bytes * 2 }, () => Math.floor(random() * 16).toString(16)).join(''),
      planSeen: seen => {
        plan = seen;
      },
    }),
  );
  world.end();
  return {
    result,
    plan,
    machines,
    after: new Map(machines.map(machine => [machine.name, snapshotOf(machine)])),
  };
}

test('ten drifted hosts of a thousand', async () => {
  const created = await applied(new Map(), 1);
  expect(created.result).toBe('done');
  const names = DRIFTED.map(at => HOSTS[at]!.name);
  for (const [nth, name] of names.entries()) {
    const { files, units } = created.after.get(name)!;
    // Edited by hand, deleted, or its daemon stopped.
    if (nth % 3 === 0) files.set(HAPROXY_CONFIG, { ...files.get(HAPROXY_CONFIG)!, content: '# mine\n' });
    else if (nth % 3 === 1) files.delete(HAPROXY_CONFIG);
    else units.set('haproxy.service', { ...units.get('haproxy.service')!, active: false });
  }
  const mended = await applied(created.after, 2);
  expect(mended.result).toBe('done');
  expect([...new Set(mended.plan!.changes.map(({ host }) => host))].sort()).toEqual([...names].sort());
  const right = created.machines[1]!.files.get(HAPROXY_CONFIG)!.content;
  for (const machine of mended.machines.filter(({ name }) => names.includes(name))) {
    expect(machine.files.get(HAPROXY_CONFIG)?.content).toBe(right);
    expect(machine.units.get('haproxy.service')?.active).toBe(true);
  }
  const untouched = mended.machines.filter(({ name }) => !names.includes(name));
  // Whoever was right was asked and taken, and nothing of it was begun again.
  for (const { name, units } of untouched)
    expect(units.get('haproxy.service')?.starts).toBe(
      created.after.get(name)!.units.get('haproxy.service')?.starts,
    );
  expect((await applied(mended.after, 3)).result).toBe('nothing-to-do');
});
