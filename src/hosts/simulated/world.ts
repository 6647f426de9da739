/** The world of simulated hosts: virtual time, seeded delays, and points at which somebody may die. */
import type { Clock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { type VirtualClock, virtualClock } from './clock.ts';
import type { SimulatedMachine } from './machine.ts';

/** One running Barque; killed means that it never goes on, as after `kill -9`. */
export interface Operator {
  readonly name: string;
  killed: boolean;
  /** While set, it stands still, as a laptop that sleeps. */
  frozen: Promise<void> | null;
}

export interface Point {
  /** Null: on the operator's own machine, as when it writes its journal. */
  machine: SimulatedMachine | null;
  /** Null: inside a unit on the machine, where no operator takes part. */
  operator: Operator | null;
  at: string;
}

export interface World {
  readonly clock: VirtualClock;
  /** Aborted at the end of a simulation, so that nothing of it sleeps on. */
  readonly signal: AbortSignal;
  /** How long a message is on its way, 1 to 40 ms, by the seed. */
  delayMs(): number;
  /** How long a piece of work takes on a host, 1 to 800 ms by the seed, times its pace: some last longer than a reconnection. */
  workMs(machine: string): number;
  /** Tells the simulation that a point is reached; it may kill, freeze or cut there. */
  reach(point: Point): void;
  /** Resolves at once for a living operator, never for a killed one, later for a frozen one. */
  live(operator: Operator): Promise<void>;
  /** Aborted when the connection between the two breaks; a later call gives a new connection. */
  link(operator: Operator, machine: SimulatedMachine): AbortSignal;
  /** Breaks the connection: what was asked goes on, its answer is lost. */
  sever(operator: Operator, machine: SimulatedMachine): void;
  end(): void;
}

/** `pace`: how many times longer work takes on a machine than on others. */
export function simulatedWorld(
  seed: number,
  onPoint: (point: Point) => void,
  pace: (machine: string) => number = () => 1,
): World {
  const random = seededRandom(seed);
  const abort = new AbortController();
  const links = new Map<string, AbortController>();
  return {
    // 2026-01-01T00:00:00Z: any fixed time will do; a fixed one keeps journals comparable.
    clock: virtualClock(1_767_225_600_000),
    signal: abort.signal,
    delayMs: () => 1 + Math.floor(random() * 40),
    workMs: machine => pace(machine) * (1 + Math.floor(random() * 800)),
    reach: onPoint,
    live: async operator => {
      if (operator.frozen !== null) await operator.frozen;
      if (operator.killed) await new Promise<never>(() => {});
    },
    link: (operator, machine) => {
      const key = `${operator.name} ${machine.name}`;
      const link = links.get(key) ?? new AbortController();
      links.set(key, link);
      return link.signal;
    },
    sever: (operator, machine) => {
      const key = `${operator.name} ${machine.name}`;
      links.get(key)?.abort();
      links.delete(key);
    },
    end: () => abort.abort(new Error('the simulation has ended')),
  };
}

/** The world's clock as this operator's process has it: nobody who is dead or frozen wakes up. */
export function clockOf(world: World, operator: Operator): Clock {
  return {
    now: world.clock.now,
    monotonic: world.clock.monotonic,
    sleep: async (ms, signal) => {
      await world.clock.sleep(ms, signal);
      await world.live(operator);
    },
  };
}

/** Advances time until `work` has settled or nobody sleeps any more; tells which. */
export async function runInWorld<T>(world: World, work: Promise<T>): Promise<T | 'stuck'> {
  let settled = false;
  const watched = work.finally(() => {
    settled = true;
  });
  watched.catch(() => {});
  while (!settled) {
    const went = await world.clock.step();
    if (!went && !settled) {
      await new Promise(resolve => setImmediate(resolve));
      if (!settled) return 'stuck';
    }
  }
  return watched;
}
