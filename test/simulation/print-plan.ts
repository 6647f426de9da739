/** Prints the plan of the example, its hosts in the order of the arguments: for tests that change a process's surroundings. */
import { planCluster } from '../../src/app/cluster-plan.ts';
import { simulatedDoor } from '../../src/hosts/simulated/door.ts';
import { runInWorld, simulatedWorld } from '../../src/hosts/simulated/world.ts';
import { type Plan, printPlan } from '../../src/plan/plan.ts';
import type { ResolvedHost } from '../../src/spec/resolved.ts';
import { exampleHost, exampleInput, exampleSpec } from './example.ts';
import { fleet } from './fleet.ts';

/** `names` in any order; a host's address goes with its name. */
export function examplePlan(names: readonly string[], seed: number): Promise<Plan> {
  const places = [...names].sort();
  return planFor(
    names.map(name => exampleHost(name, places.indexOf(name))),
    seed,
  );
}

/** Of fresh simulated hosts, read over a simulated network. */
export async function planFor(hosts: readonly ResolvedHost[], seed: number): Promise<Plan> {
  const spec = exampleSpec(hosts);
  const world = simulatedWorld(seed, () => {});
  const operator = { name: 'operator', killed: false, frozen: null };
  const doors = fleet(world, hosts, spec.endpoint, new Map()).map(machine =>
    simulatedDoor(world, operator, machine),
  );
  const input = exampleInput(spec);
  const planning = planCluster(
    input,
    doors.map(({ host }) => host),
    new AbortController().signal,
  );
  const planned = await runInWorld(world, planning);
  world.end();
  if (planned === 'stuck') throw new Error('planning got stuck');
  return planned.plan;
}

if (import.meta.main) process.stdout.write(printPlan(await examplePlan(process.argv.slice(2), 1)));
