/** One rehearsal: an apply to which something happens at a chosen point, then others until it is done, and what was wrong. */
import { CREATION_PATH } from '../../src/base/creation.ts';
import { BarqueError, messageOf } from '../../src/base/errors.ts';
import { seededRandom } from '../../src/base/random.ts';
import { cutPower, type SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import { type Point, runInWorld, simulatedWorld } from '../../src/hosts/simulated/world.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { ResolvedHost, ResolvedSpec } from '../../src/spec/resolved.ts';
import { holdUpKubernetes } from './apiservers.ts';
import { type CreationMonitor, watchCreation } from './creation-monitor.ts';
import type { Cluster } from './etcd.ts';
import { boot, cyclePower, fleet, type Snapshot, type System, snapshotOf } from './fleet.ts';
import { type Monitor, watch } from './monitor.ts';
import {
  type Attempt,
  type AttemptResult,
  attempt,
  type Journal,
  type Planner,
  type Product,
} from './product.ts';

/**
 * `kill`: kill -9 of the operator. `cut`: the machine of the point loses its power and gets it back.
 * `sever`: the connection breaks and what was asked goes on. `stranger`: somebody edits a file there.
 * `off`: as `cut`, and it comes back only after the next run. `disk`: as `cut`, and etcd's disk comes back empty.
 */
export type Fault = 'kill' | 'cut' | 'sever' | 'stranger' | 'off' | 'disk';

export interface Trouble {
  fault: Fault;
  /** Which of the runs, from 0, and at which of its points. */
  run: number;
  at: number;
}

export interface Setting {
  seed: number;
  hosts: readonly ResolvedHost[];
  endpoint: ResolvedSpec['endpoint'];
  /** What earlier rehearsals left; hosts without a snapshot are fresh. */
  before: ReadonlyMap<string, Snapshot>;
  /** What is in their etcd; missing: nothing yet. */
  clusters?: readonly Cluster[];
  /** By host; missing: what the bundle is made for. */
  systems?: Readonly<Record<string, System>>;
  planner: Planner;
  product: Product;
  /** Given to runs after the first: its plan, as long as it fits, or one made from fresh facts. */
  later: 'fresh' | 'saved';
  /** The file that a stranger edits. */
  edited: string;
  /** Whether hosts that moved on get a plan made anew, as by `apply --yes`; else it is refused. */
  mayReplan?: boolean;
  /** Whether the runs take the cluster apart: then nothing of a creation is to be watched. */
  isReset?: boolean;
  /** Steps whose work lies in a host’s memory: a run that says done may lose it when that host is cut. */
  inMemory?: RegExp;
  /** How many runs follow the last one to which something happens; missing: as many as it takes to be whole. */
  runsAfter?: number;
  /** Hosts that are without power from the first run to the last. */
  dead?: readonly string[];
  /** How long the power stays away, milliseconds. */
  offMs: number;
  /** How many times longer work takes on each host than on the fastest; missing: chance alone decides who is first. */
  pace?: Readonly<Record<string, number>>;
}

export interface Rehearsal {
  complaints: readonly string[];
  /** Where each run's points were, for the next rehearsal. */
  points: readonly (readonly string[])[];
  /** Which of the first run's points are on a machine, and not on the operator's own. */
  onMachines: readonly number[];
  results: readonly string[];
  after: ReadonlyMap<string, Snapshot>;
  clusters: readonly Cluster[];
}

export const STRANGERS_CONTENT = '# written by hand\n';

/** Runs until a run without trouble has ended; with `troubles` empty that is the first one. */
export async function rehearse(
  setting: Setting,
  truth: Planner,
  troubles: readonly Trouble[],
): Promise<Rehearsal> {
  const points: string[][] = [];
  const onMachines: number[] = [];
  const results: string[] = [];
  const complaints: string[] = [];
  let live: { run: number; operator: Attempt['operator']; kill(): void } | undefined;
  let monitor: Monitor | undefined;
  let creation: CreationMonitor | undefined;
  const happen = (point: Point) => {
    if (live === undefined) return;
    const at = points[live.run]!.push(point.at) - 1;
    if (live.run === 0 && point.machine !== null) onMachines.push(at);
    for (const trouble of troubles) {
      if (trouble.run !== live.run || trouble.at !== at) continue;
      strike(trouble.fault, point, live);
    }
  };
  const pace = (machine: string) => setting.pace?.[machine] ?? 1;
  const onPoint = (point: Point) => {
    etcd.settle();
    monitor?.at(point);
    creation?.at();
    happen(point);
  };
  const world = simulatedWorld(setting.seed, onPoint, pace);
  const machines = fleet(world, setting.hosts, setting.endpoint, setting.before, setting.systems);
  const etcd = holdUpKubernetes(machines, setting.clusters ?? []);
  monitor = watch(machines);
  const isKubernetes = setting.hosts.some(({ roles }) => roles.includes('control-plane'));
  if (isKubernetes && setting.isReset !== true) creation = watchCreation(setting.hosts, machines, etcd);
  /** Until after which run each is without power. */
  const off = new Map<SimulatedMachine, number>();
  for (const machine of machines.filter(({ name }) => setting.dead?.includes(name))) {
    cutPower(machine);
    off.set(machine, Number.POSITIVE_INFINITY);
  }
  const strike = (fault: Fault, { machine }: Point, current: NonNullable<typeof live>) => {
    switch (fault) {
      case 'kill':
        current.operator.killed = true;
        return current.kill();
      case 'cut':
        return machine === null ? undefined : cyclePower(world, machine, setting.offMs);
      case 'off':
        if (machine === null) return;
        cutPower(machine);
        return void off.set(machine, current.run + 1);
      case 'disk':
        if (machine === null) return;
        creation?.lostDisk(machine);
        Object.assign(machine.kubernetes, { etcd: null, member: null });
        return cyclePower(world, machine, setting.offMs);
      case 'sever':
        return machine === null ? undefined : world.sever(current.operator, machine);
      case 'stranger':
        return machine === null ? undefined : meddle(machine, setting.edited, monitor!);
    }
  };

  const random = seededRandom(setting.seed + 1);
  const randomHex = (bytes: number) =>
    Array.from({ length: bytes * 2 }, () => Math.floor(random() * 16).toString(16)).join('');
  const deadPids = new Set<number>();
  const journal: Journal = [];
  const troubled = Math.max(-1, ...troubles.map(({ run }) => run)) + 1;
  // A saved plan may be refused, and then a plan made now must do.
  const isOff = troubles.some(({ fault }) => fault === 'off');
  const runs = troubled + (setting.runsAfter ?? (setting.later === 'saved' || isOff ? 2 : 1));
  let saved: Plan | null = null;
  let absent: readonly string[] = [];

  /** One apply; `killed` when it died. */
  const one = async (run: number, last: boolean): Promise<AttemptResult | 'killed' | 'refused'> => {
    const operator = { name: `run-${run}`, killed: false, frozen: null, pid: 100 + run };
    let kill = () => {};
    const killed = new Promise<'killed'>(resolve => {
      kill = () => resolve('killed');
    });
    live = { run, operator, kill };
    points.push([]);
    monitor!.newRun();
    const work = attempt({
      world,
      machines,
      product: setting.product,
      planner: setting.planner,
      operator,
      voters: isKubernetes
        ? setting.hosts.filter(({ roles }) => roles.includes('control-plane')).map(({ name }) => name)
        : setting.hosts.map(({ name }) => name),
      deadPids,
      journal,
      saved: setting.later === 'saved' && !last ? saved : null,
      mayReplan: setting.mayReplan ?? false,
      lockTimeoutMs: 60_000,
      cancel: new AbortController().signal,
      randomHex,
      planSeen: plan => {
        saved ??= plan;
        absent = plan.unreachable;
        monitor!.begins(plan, journal);
        creation?.begins(plan);
      },
    });
    try {
      const result = await Promise.race([work, killed]);
      if (result === 'killed') deadPids.add(operator.pid);
      return result;
    } catch (error) {
      if (!(error instanceof BarqueError)) complaints.push(`run ${run} threw ${messageOf(error)}`);
      results.push(messageOf(error));
      return 'refused';
    } finally {
      live = undefined;
    }
  };

  const all = async () => {
    for (let run = 0; run < runs; run += 1) {
      const last = run === runs - 1;
      const mayGoOn = creationMayGoOn(setting.hosts, machines);
      const result = await one(run, last);
      results.push(result);
      while (machines.some(machine => !machine.powered && !off.has(machine)))
        await world.clock.sleep(1000, world.signal);
      const wentWell = result === 'done' || result === 'nothing-to-do';
      if (run === troubled && isOff && mayGoOn && !wentWell)
        complaints.push(`run ${run} could have gone on with a majority, and ended with ${result}`);
      const edited = troubles.some(
        ({ run: of, fault }) => of === run && (fault === 'stranger' || fault === 'disk'),
      );
      // Hosts that did not answer the planner were out of that run.
      const took = machines.filter(({ name, powered }) => powered && (last || !absent.includes(name)));
      const remains = await left(truth, took);
      const isCut = troubles.some(({ run: of, fault }) => of === run && fault === 'cut');
      const undone = remains.filter(id => !isCut || setting.inMemory?.test(id) !== true);
      if (result === 'done' && !edited && undone.length > 0)
        complaints.push(`run ${run} says done, and these are left: ${undone.join(' ')}`);
      if (last && !wentWell) complaints.push(`the last run, to which nothing happened, ended with ${result}`);
      if (last && remains.length > 0) complaints.push(`not converged: ${remains.join(' ')}`);
      for (const [machine, until] of off) {
        if (until > run) continue;
        off.delete(machine);
        boot(machine);
      }
    }
  };
  if ((await runInWorld(world, all())) === 'stuck') complaints.push('it got stuck');
  creation?.ends(journal);
  const after = new Map(machines.map(machine => [machine.name, snapshotOf(machine)]));
  world.end();
  return {
    complaints: [...monitor.complaints(), ...(creation?.complaints() ?? []), ...complaints],
    points,
    onMachines,
    results,
    after,
    clusters: structuredClone(etcd.clusters()),
  };
}

/** Steps that a correct planner, standing beside the machines, still sees. */
export async function left(truth: Planner, machines: readonly SimulatedMachine[]): Promise<string[]> {
  const hosts = machines.map(machine => ({
    name: machine.name,
    read: async <T>(reading: { simulate(machine: SimulatedMachine): T }) => reading.simulate(machine),
  }));
  try {
    const plan = await truth(hosts, new AbortController().signal);
    return plan.changes.flatMap(({ steps }) => steps.map(({ id }) => id));
  } catch (error) {
    if (error instanceof BarqueError) return [messageOf(error)];
    throw error;
  }
}

/** Whether a majority of the control planes is there and one of them knows that a creation has begun. */
function creationMayGoOn(hosts: readonly ResolvedHost[], machines: readonly SimulatedMachine[]): boolean {
  const planes = hosts.filter(({ roles }) => roles.includes('control-plane')).map(({ name }) => name);
  const there = machines.filter(({ name, powered }) => powered && planes.includes(name));
  const begun = there.some(({ files }) => files.has(CREATION_PATH)) || there.length === planes.length;
  return begun && there.length * 2 > planes.length;
}

/** Edits a file, unless a step is just at work there: that race is inside the host. */
function meddle(machine: SimulatedMachine, path: string, monitor: Monitor): void {
  if (!machine.powered || machine.running.size > 0) return;
  monitor.strangerWrote(machine, path, STRANGERS_CONTENT);
}
