/** The product as simulations run it, with the places at which a wrong piece can be planted. */

import { refuseStale } from '../../src/app/saved-plan.ts';
import type { RandomHex } from '../../src/base/random.ts';
import type { Door, Host } from '../../src/hosts/host.ts';
import { simulatedDoor } from '../../src/hosts/simulated/door.ts';
import { HOST_SIDE, type HostSide } from '../../src/hosts/simulated/host-side.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import { clockOf, type Operator, type World } from '../../src/hosts/simulated/world.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Record, RunEvent } from '../../src/run/event.ts';
import type { ExecutionResult } from '../../src/run/execute.ts';
import { run } from '../../src/run/run.ts';
import { NO_BUNDLE } from './example.ts';

/** Facts to plan; reads only. */
export type Planner = (hosts: readonly Host[], signal: AbortSignal) => Promise<Plan>;

/** What an operator's runs have left on its own disk. */
export type Journal = RunEvent[];

export interface Product {
  hostSide: HostSide;
  door(door: Door, machine: SimulatedMachine): Door;
  planned(plan: Plan, journal: Journal): Plan;
  executed(plan: Plan): Plan;
  /** Whether a holder that lives counts as gone. */
  takesFromLiving: boolean;
}

export const PRODUCT: Product = {
  hostSide: HOST_SIDE,
  door: door => door,
  planned: plan => plan,
  executed: plan => plan,
  takesFromLiving: false,
};

export interface Attempt {
  world: World;
  machines: readonly SimulatedMachine[];
  product: Product;
  planner: Planner;
  operator: Operator & { pid: number };
  /** Names of the hosts that decide who holds the cluster. */
  voters: readonly string[];
  /** Operators of this same person's machine that are dead. */
  deadPids: ReadonlySet<number>;
  /** Shared by the runs of one machine. */
  journal: Journal;
  /** Null: a plan made now. */
  saved: Plan | null;
  /** As `apply --yes`: a plan that was made here is made anew when the hosts have moved on. */
  mayReplan: boolean;
  lockTimeoutMs: number;
  cancel: AbortSignal;
  randomHex: RandomHex;
  /** The plan that goes to the executor, for those who watch. */
  planSeen(plan: Plan): void;
}

export type AttemptResult = ExecutionResult | 'nothing-to-do';

/** What `barque apply` does, from facts to the end of the run (app/apply.ts), in a simulated world. */
export async function attempt(of: Attempt): Promise<AttemptResult> {
  const { world, machines, product, operator, journal, cancel } = of;
  const clock = clockOf(world, operator);
  const doors = machines.map(machine =>
    product.door(simulatedDoor(world, operator, machine, product.hostSide), machine),
  );
  const hosts = doors.map(({ host }) => host);
  const planNow = async () => product.planned(await of.planner(hosts, cancel), journal);
  const made = await planNow();
  const plan = of.saved ?? made;
  refuseStale(plan, made);
  if (made.changes.length === 0) return 'nothing-to-do';
  const record: Record = async event => {
    await world.live(operator);
    world.reach({ machine: null, operator, at: `${nameOf(event)}: before it is recorded` });
    await world.live(operator);
    journal.push(event);
    world.reach({ machine: null, operator, at: `${nameOf(event)}: after it is recorded` });
    await world.live(operator);
  };
  const taking = {
    doors,
    voters: new Set(of.voters),
    cluster: plan.cluster,
    run: operator.name,
    holder: { user: 'root', machine: 'desk', pid: operator.pid, started: '1' },
    isDeadHere: ({ pid }: { pid: number }) => product.takesFromLiving || of.deadPids.has(pid),
    lockTimeoutMs: of.lockTimeoutMs,
    clock,
    randomHex: of.randomHex,
    record,
  };
  const planInHand = async () => {
    const fresh = await planNow();
    const mayReplan = of.mayReplan && of.saved === null;
    if (!mayReplan) refuseStale(plan, fresh);
    const doing = mayReplan ? fresh : plan;
    of.planSeen(doing);
    return product.executed(doing);
  };
  return run({ taking, clock, record, source: NO_BUNDLE, learn: () => {}, planInHand }, cancel);
}

function nameOf(event: RunEvent): string {
  if ('step' in event) return `${event.is} ${event.step}`;
  if ('change' in event) return `${event.is} ${event.change}`;
  if ('host' in event) return `${event.is} ${event.host}`;
  return event.is;
}
