/** The executor: order, what a failure holds back, and how it ends. */
import { describe, expect, test } from 'vitest';
import { digestOfText } from '../base/digest.ts';
import type { HostInHand } from '../hosts/host.ts';
import { simulatedDoor } from '../hosts/simulated/door.ts';
import { type SimulatedMachine, simulatedMachine } from '../hosts/simulated/machine.ts';
import { runInWorld, simulatedWorld } from '../hosts/simulated/world.ts';
import type { Change, Step } from '../plan/change.ts';
import { filePut } from '../plan/desired.ts';
import { PLAN_FORMAT, type Plan } from '../plan/plan.ts';
import { afterOf } from '../plan/verb.ts';
import type { BundleSource } from '../verbs/given.ts';
import type { RunEvent } from './event.ts';
import { type ExecutionResult, execute } from './execute.ts';
import { startHeartbeat } from './heartbeat.ts';

interface Ended {
  result: ExecutionResult;
  events: RunEvent[];
  machines: Map<string, SimulatedMachine>;
}

interface Given {
  /** Hosts that were taken. */
  hosts?: string[];
  before?(machines: Map<string, SimulatedMachine>): void;
  /** Called at each event; may cancel. */
  onEvent?(event: RunEvent, cancel: AbortController, machines: Map<string, SimulatedMachine>): void;
  seed?: number;
}

/** Changes of one file each on fresh simulated hosts. */
async function executed(changes: readonly Change[], blobs: Plan['blobs'], given: Given = {}): Promise<Ended> {
  const { hosts = ['a', 'b', 'c'], seed = 1 } = given;
  const world = simulatedWorld(seed, () => {});
  const nature = {
    address: '',
    interface: '',
    osId: '',
    osVersion: '',
    architecture: '',
    virtualization: '',
  };
  const machines = new Map(hosts.map(name => [name, simulatedMachine(name, nature, {}, world.clock.now)]));
  given.before?.(machines);
  const cancel = new AbortController();
  const events: RunEvent[] = [];
  const work = async () => {
    const hands = new Map<string, HostInHand>();
    for (const [name, machine] of machines) {
      const door = simulatedDoor(world, { name: 'op', killed: false, frozen: null }, machine);
      const next = {
        epoch: 1,
        cluster: { id: 'i', name: 'n' },
        run: 'op',
        holder: { user: 'u', machine: 'm', pid: 1, started: '1' },
      };
      const taken = await door.take(machine.claim(), next, 0, cancel.signal);
      if (taken.is === 'taken') hands.set(name, taken.hand);
    }
    const record = async (event: RunEvent) => {
      events.push(event);
      given.onEvent?.(event, cancel, machines);
    };
    const heartbeat = startHeartbeat(hands, new Set(hands.keys()), world.clock, record);
    const result = await execute(
      {
        plan: planOf(changes, blobs),
        hands,
        heartbeat,
        clock: world.clock,
        record,
        source: NO_SOURCE,
        fetchLate: async () => new Map(),
      },
      cancel.signal,
    );
    await heartbeat.stop();
    return result;
  };
  const result = await runInWorld(world, work());
  world.end();
  if (result === 'stuck') throw new Error('stuck');
  return { result, events, machines };
}

function planOf(changes: readonly Change[], blobs: Plan['blobs']): Plan {
  return {
    format: PLAN_FORMAT,
    tool: '0',
    operation: 'converge',
    cluster: 'n',
    spec: digestOfText(''),
    bundle: { digest: digestOfText(''), provenance: 'release' },
    facts: {},
    unreachable: [],
    late: [],
    changes,
    blobs,
  };
}

/** These plans send no files of a bundle. */
const NO_SOURCE: BundleSource = {
  programs: () => {
    throw new Error('no programs here');
  },
  images: () => {
    throw new Error('no images here');
  },
};

const BLOBS: Record<string, string> = { [digestOfText('text')]: 'text' };

function change(id: string, more: Partial<Change> & { files?: number } = {}): Change {
  const { files = 1, ...rest } = more;
  const steps = Array.from({ length: files }, (_, at) => {
    const { verb } = filePut('file', { path: `/${id}/${at}`, content: 'text' });
    return {
      id: `${id}/${at}`,
      verb,
      deadlineMs: 20_000,
      before: { kind: 'absent' },
      after: afterOf(verb),
      repeat: 'safe' as const,
    };
  });
  return {
    id,
    host: id.split('/')[0]!,
    action: '+',
    because: 'absent',
    interrupts: [],
    steps,
    needs: [],
    gives: [],
    ...rest,
  };
}

const disruptive = { interrupts: [{ what: 'vip' as const, atMostMs: 1000 }] };
const places = (events: readonly RunEvent[], is: 'change.began' | 'change.ended') =>
  new Map(events.flatMap((event, at) => (event.is === is ? [[event.change, at] as const] : [])));
const held = (events: readonly RunEvent[]) =>
  events.flatMap(event => (event.is === 'change.held' ? [[event.change, event.because]] : []));

describe('the order', () => {
  test('a change begins when all who give its milestones are done', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const { result, events } = await executed(
        [
          change('a/1', { gives: ['ready'] }),
          change('b/1', { gives: ['ready'], files: 3 }),
          change('c/1', { needs: ['ready'] }),
        ],
        BLOBS,
        { seed },
      );
      expect(result).toBe('done');
      const [began, ended] = [places(events, 'change.began'), places(events, 'change.ended')];
      expect(began.get('c/1')!, `seed ${seed}`).toBeGreaterThan(
        Math.max(ended.get('a/1')!, ended.get('b/1')!),
      );
    }
  });

  test('a host does a few changes at a time, different hosts work at once', async () => {
    const four = ['a/1', 'a/2', 'a/3', 'a/4'].map(id => change(id));
    const { events } = await executed([...four, change('b/1')], BLOBS);
    const [began, ended] = [places(events, 'change.began'), places(events, 'change.ended')];
    const firstEnd = Math.min(...['a/1', 'a/2', 'a/3'].map(id => ended.get(id)!));
    expect(began.get('a/3')!).toBeLessThan(firstEnd);
    expect(began.get('a/4')!).toBeGreaterThan(firstEnd);
    expect(began.get('b/1')!).toBeLessThan(firstEnd);
  });

  test('what interrupts something is alone on its host', async () => {
    const { events } = await executed([change('a/1'), change('a/2', disruptive), change('a/3')], BLOBS);
    const [began, ended] = [places(events, 'change.began'), places(events, 'change.ended')];
    const alone = [began.get('a/2')!, ended.get('a/2')!] as const;
    for (const id of ['a/1', 'a/3']) {
      const isBefore = ended.get(id)! < alone[0];
      expect(isBefore || began.get(id)! > alone[1], id).toBe(true);
    }
  });

  test('intent comes before outcome, and the steps of a change one after another', async () => {
    const { events } = await executed([change('a/1', { files: 2 })], BLOBS);
    expect(events.map(event => ('step' in event ? `${event.is} ${event.step}` : event.is))).toEqual([
      'change.began',
      'step.intent a/1/0',
      'step.intent a/1/1',
      'step.outcome a/1/0',
      'step.outcome a/1/1',
      'change.ended',
    ]);
  });

  test('what fails in the middle of a round trip has nothing of it after it', async () => {
    const { events, machines } = await executed([change('a/1', { files: 4 })], BLOBS, {
      before: on => {
        on.get('a')!.files.set('/a/1/2', { content: 'other', mode: '0644', owner: 'root:root' });
      },
    });
    const ends = events.flatMap(event =>
      event.is === 'step.outcome' ? [`${event.step} ${event.result}`] : [],
    );
    expect(ends).toEqual(['a/1/0 done', 'a/1/1 done', 'a/1/2 foreign']);
    expect(machines.get('a')!.files.has('/a/1/3')).toBe(false);
  });
});

describe('after a failure', () => {
  const meddled = (machines: Map<string, SimulatedMachine>) => {
    machines.get('a')!.files.set('/a/1/0', { content: 'other', mode: '0644', owner: 'root:root' });
  };

  test('nothing begins that interrupts something; quiet work goes on', async () => {
    const { result, events, machines } = await executed(
      [
        change('a/1', { gives: ['a'] }),
        change('a/2'),
        change('b/1', { files: 4 }),
        change('b/2', disruptive),
        change('c/1', { needs: ['a'] }),
      ],
      BLOBS,
      { before: meddled },
    );
    expect(result).toBe('failed');
    expect(machines.get('a')!.files.has('/a/2/0')).toBe(true);
    expect(machines.get('b')!.files.has('/b/1/3')).toBe(true);
    expect(held(events)).toEqual([
      ['b/2', 'after-failure'],
      ['c/1', 'waits-for-failed'],
    ]);
  });

  test('what it did not expect is left as it is', async () => {
    const { events, machines } = await executed([change('a/1', { files: 2 })], BLOBS, { before: meddled });
    expect(machines.get('a')!.files.get('/a/1/0')!.content).toBe('other');
    expect(machines.get('a')!.files.has('/a/1/1')).toBe(false);
    expect(events.filter(({ is }) => is === 'change.ended')).toMatchObject([{ result: 'foreign' }]);
  });

  test('nobody waits for the node of a silent host until the deadline', async () => {
    const gate: Step = {
      id: 'a/nodes/ready',
      verb: { do: 'gate', check: 'nodes-ready', nodes: ['a', 'gone'] },
      deadlineMs: 240_000,
      before: { met: 'no' },
      after: { met: 'yes' },
      repeat: 'safe',
    };
    const { result, events } = await executed([change('a/nodes', { steps: [gate] })], BLOBS);
    expect(result).toBe('failed');
    expect(events.filter(({ is }) => is === 'step.outcome')).toMatchObject([
      { result: 'not-done', detail: expect.stringContaining('gone has not answered this run for 60 s') },
    ]);
  });

  test('a content that is missing for one of several steps fails that one, after those before it', async () => {
    const whole = change('a/1', { files: 3 });
    const { verb } = filePut('file', { path: '/a/1/1', content: 'lost' });
    const steps = whole.steps.map((step, at) => (at === 1 ? { ...step, verb, after: afterOf(verb) } : step));
    const { events, machines } = await executed([{ ...whole, steps }], BLOBS);
    const ends = events.flatMap(event =>
      event.is === 'step.outcome' ? [`${event.step} ${event.result}`] : [],
    );
    expect(ends).toEqual(['a/1/0 done', 'a/1/1 not-done']);
    expect([...machines.get('a')!.files.keys()].filter(path => path.startsWith('/a/'))).toEqual(['/a/1/0']);
  });

  test('a content that is not in the plan fails its step alone', async () => {
    const { result, events } = await executed([change('a/1'), change('b/1')], {});
    expect(result).toBe('failed');
    expect(events.filter(({ is }) => is === 'change.ended')).toHaveLength(2);
  });
});

describe('the end', () => {
  test('an empty plan is done', async () => {
    expect((await executed([], BLOBS)).result).toBe('done');
  });

  test('a host that was not taken holds back its changes and those behind them', async () => {
    const { result, events } = await executed(
      [change('a/1'), change('z/1', { gives: ['z'] }), change('b/1', { needs: ['z'] })],
      BLOBS,
    );
    expect(result).toBe('failed');
    expect(held(events)).toEqual([
      ['z/1', 'host-out'],
      ['b/1', 'waits-for-failed'],
    ]);
  });

  test('a cancelled run ends its running steps, starts no others, and says cancelled', async () => {
    const { result, events, machines } = await executed(
      [change('a/1', { files: 17, gives: ['a'] }), change('a/2', { needs: ['a'] })],
      BLOBS,
      {
        onEvent: (event, cancel) => {
          if (event.is === 'step.intent' && event.step === 'a/1/1') cancel.abort();
        },
      },
    );
    expect(result).toBe('cancelled');
    const there = (path: string) => machines.get('a')!.files.has(path);
    expect([there('/a/1/15'), there('/a/1/16'), there('/a/2/0')]).toEqual([true, false, false]);
    expect(held(events)).toEqual([['a/2', 'cancelled']]);
  });

  test('a run that is cancelled during its only change says cancelled', async () => {
    const { result } = await executed([change('a/1', { files: 17 })], BLOBS, {
      onEvent: (event, cancel) => {
        if (event.is === 'step.intent') cancel.abort();
      },
    });
    expect(result).toBe('cancelled');
  });

  test('a greater epoch on one host ends it everywhere', async () => {
    const { result, machines, events } = await executed(
      [
        change('a/1', { files: 17 }),
        change('b/1', { files: 49, gives: ['b'] }),
        change('b/2', { needs: ['b'] }),
      ],
      BLOBS,
      {
        onEvent: (event, _cancel, on) => {
          if (event.is === 'step.intent' && event.step === 'a/1/16') {
            const machine = on.get('a')!;
            machine.fence = { ...machine.fence, epoch: 7 };
          }
        },
      },
    );
    expect(result).toBe('fenced');
    expect(machines.get('a')!.files.has('/a/1/16')).toBe(false);
    expect(machines.get('b')!.files.has('/b/1/48')).toBe(false);
    expect(held(events)).toEqual([['b/2', 'fenced']]);
  });
});
