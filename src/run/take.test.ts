/** Taking a cluster: who gets it, who is told to wait, and what is never touched. */
import { describe, expect, test } from 'vitest';
import { BarqueError } from '../base/errors.ts';
import { simulatedDoor } from '../hosts/simulated/door.ts';
import { cutPower, powerOn, type SimulatedMachine, simulatedMachine } from '../hosts/simulated/machine.ts';
import { clockOf, type Operator, runInWorld, simulatedWorld, type World } from '../hosts/simulated/world.ts';
import { SILENT_MS, type Taken, takeCluster } from './take.ts';

const NATURE = {
  address: '10.0.0.1',
  interface: 'eth0',
  osId: 'debian',
  osVersion: '13',
  architecture: 'amd64',
  virtualization: 'kvm',
};

interface Stage {
  world: World;
  machines: SimulatedMachine[];
  take(who: string, options?: Options): Promise<Taken | string>;
  /** Waits in virtual time. */
  pass(ms: number): Promise<void>;
  /** Called at every point. */
  onPoint: (at: string, machine: SimulatedMachine | null, operator: Operator | null) => void;
}

interface Options {
  cluster?: string;
  lockTimeoutMs?: number;
  isDeadHere?: boolean;
  hosts?: number;
  id?: string;
}

/** Three hosts; `play` runs in virtual time. */
async function stage<T>(seed: number, play: (stage: Stage) => Promise<T>): Promise<T> {
  const world = simulatedWorld(seed, ({ at, machine, operator }) => now.onPoint(at, machine, operator));
  const machines = ['a', 'b', 'c'].map(name => simulatedMachine(name, NATURE, {}, world.clock.now));
  const now: Stage = {
    world,
    machines,
    onPoint: () => {},
    pass: ms => world.clock.sleep(ms, world.signal),
    take: async (
      who,
      { cluster = 'one', lockTimeoutMs = 0, isDeadHere = false, hosts = 3, id = who } = {},
    ) => {
      const operator = { name: who, killed: false, frozen: null };
      try {
        return await takeCluster(
          {
            doors: machines.slice(0, hosts).map(machine => simulatedDoor(world, operator, machine)),
            voters: new Set(machines.slice(0, hosts).map(({ name }) => name)),
            cluster,
            run: who,
            holder: { user: who, machine: 'desk', pid: 1, started: '1' },
            isDeadHere: () => isDeadHere,
            lockTimeoutMs,
            clock: clockOf(world, operator),
            randomHex: () => id,
            record: async () => {},
          },
          new AbortController().signal,
        );
      } catch (error) {
        if (error instanceof BarqueError) return error.failure.domain;
        throw error;
      }
    },
  };
  const result = await runInWorld(world, play(now));
  world.end();
  if (result === 'stuck') throw new Error('the simulation is stuck');
  return result;
}

const epochs = ({ machines }: Stage) => machines.map(({ fence }) => fence.epoch);
const holders = ({ machines }: Stage) => machines.map(({ fence }) => fence.holder?.user ?? null);

describe('a free cluster', () => {
  test('is taken on every host at one epoch', () =>
    stage(1, async on => {
      const taken = (await on.take('ann')) as Taken;
      expect([...taken.hands.keys()].sort()).toEqual(['a', 'b', 'c']);
      expect(taken.epoch).toBe(1);
      expect(epochs(on)).toEqual([1, 1, 1]);
      expect(holders(on)).toEqual(['ann', 'ann', 'ann']);
    }));

  test('goes to one of two who begin at once, whatever the order of their messages', async () => {
    for (let seed = 0; seed < 100; seed += 1) {
      await stage(seed, async on => {
        const ends = await Promise.all([on.take('ann'), on.take('bob')]);
        expect(ends.filter(end => typeof end !== 'string').length, `seed ${seed}`).toBe(1);
        expect(ends, `seed ${seed}`).toContain('lock-held');
        expect(new Set(holders(on)).size, `seed ${seed}`).toBe(1);
      });
    }
  });

  test('is not begun while one of its hosts is silent, and nothing is written anywhere', () =>
    stage(1, async on => {
      cutPower(on.machines[2]!);
      expect(await on.take('ann')).toBe('connection');
      expect(epochs(on)).toEqual([0, 0, 0]);
    }));

  test('never gets two ids, wherever the power fails while two begin at once', async () => {
    const count = await stage(7, async on => {
      let points = 0;
      on.onPoint = () => {
        points += 1;
      };
      await Promise.all([on.take('ann'), on.take('bob')]);
      return points;
    });
    for (let at = 0; at < count; at += 1) {
      await stage(7, async on => {
        let point = -1;
        on.onPoint = (_at, machine) => {
          point += 1;
          if (point === at && machine !== null) cutPower(machine);
        };
        await Promise.all([on.take('ann'), on.take('bob')]);
        on.onPoint = () => {};
        for (const machine of on.machines) powerOn(machine, () => ({ config: null, settings: null }));
        await on.pass(2 * SILENT_MS);
        expect(typeof (await on.take('carl')), `point ${at}`).toBe('object');
      });
    }
  });
});

describe('a cluster that somebody has', () => {
  test('is refused with the holder’s name while it is heard of', () =>
    stage(1, async on => {
      await on.take('ann');
      await on.pass(SILENT_MS - 2000);
      expect(await on.take('bob')).toBe('lock-held');
      expect(holders(on)).toEqual(['ann', 'ann', 'ann']);
    }));

  test('is waited for, as long as the person wants', () =>
    stage(1, async on => {
      const { hands } = (await on.take('ann')) as Taken;
      const waiting = on.take('bob', { lockTimeoutMs: 20_000 });
      await on.pass(5000);
      for (const hand of hands.values()) await hand.release(on.world.signal);
      expect(typeof (await waiting)).toBe('object');
      expect(epochs(on)).toEqual([2, 2, 2]);
    }));

  test('is taken over after its silence', () =>
    stage(1, async on => {
      await on.take('ann');
      await on.pass(SILENT_MS + 1000);
      expect(typeof (await on.take('bob'))).toBe('object');
      expect(holders(on)).toEqual(['bob', 'bob', 'bob']);
    }));

  test('is taken over at once from a process of this machine that is gone', () =>
    stage(1, async on => {
      await on.take('ann');
      expect(typeof (await on.take('bob', { isDeadHere: true }))).toBe('object');
    }));

  test('keeps its id, and its epoch only rises', () =>
    stage(1, async on => {
      const first = (await on.take('ann')) as Taken;
      const second = (await on.take('bob', { isDeadHere: true })) as Taken;
      expect(second.clusterId).toBe(first.clusterId);
      expect(second.epoch).toBe(first.epoch + 1);
    }));

  test('refuses the earlier holder everything from then on', () =>
    stage(1, async on => {
      const { hands } = (await on.take('ann')) as Taken;
      await on.take('bob', { isDeadHere: true });
      for (const hand of hands.values()) {
        expect(await hand.renew(on.world.signal)).toEqual({ is: 'fenced', by: 2 });
        await hand.release(on.world.signal);
      }
      expect(holders(on)).toEqual(['bob', 'bob', 'bob']);
    }));
});

describe('hosts that are not there, or not ours', () => {
  test('a minority may be silent', () =>
    stage(1, async on => {
      const { hands } = (await on.take('ann')) as Taken;
      for (const hand of hands.values()) await hand.release(on.world.signal);
      cutPower(on.machines[0]!);
      const taken = (await on.take('bob')) as Taken;
      expect([...taken.hands.keys()].sort()).toEqual(['b', 'c']);
    }));

  test('a majority may not, and those that answer stay as they were', () =>
    stage(1, async on => {
      const { hands } = (await on.take('ann')) as Taken;
      for (const hand of hands.values()) await hand.release(on.world.signal);
      cutPower(on.machines[0]!);
      cutPower(on.machines[1]!);
      expect(await on.take('bob')).toBe('connection');
      expect(epochs(on)).toEqual([1, 1, 1]);
    }));

  test('a host of another cluster is never taken, and neither are the others', () =>
    stage(1, async on => {
      on.machines[1]!.fence = { epoch: 4, cluster: { id: 'x', name: 'other' }, run: 'r', holder: null };
      expect(await on.take('ann')).toBe('configuration');
      expect(epochs(on)).toEqual([0, 4, 0]);
    }));

  test('a host of another cluster of the same name is refused as well', () =>
    stage(1, async on => {
      on.machines[0]!.fence = { epoch: 2, cluster: { id: 'x', name: 'one' }, run: 'r', holder: null };
      on.machines[1]!.fence = { epoch: 4, cluster: { id: 'y', name: 'one' }, run: 'r', holder: null };
      expect(await on.take('ann')).toBe('configuration');
      expect(epochs(on)).toEqual([2, 4, 0]);
    }));
});
