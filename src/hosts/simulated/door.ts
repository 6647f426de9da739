/** A simulated host behind the same door as a real one: the fence, the observing and the units behave as host-scripts.ts does. */
import { BarqueError } from '../../base/errors.ts';
import { wireOf } from '../../base/observation.ts';
import type { Action, Door, Host, HostInHand, Outcome, Taking } from '../host.ts';
import type { SimulatedMachine } from './machine.ts';
import type { Operator, World } from './world.ts';

/** The machine as seen by one operator; two operators have two doors to one machine. */
export function simulatedDoor(world: World, operator: Operator, machine: SimulatedMachine): Door {
  const host: Host = {
    name: machine.name,
    read: async (reading, signal) => {
      const answer = await exchange(world, operator, machine, `read ${reading.name}`, signal, () =>
        Promise.resolve(reading.simulate(machine)),
      );
      if (answer.is === 'lost') {
        throw new BarqueError({
          domain: 'connection',
          attempted: `read ${reading.name}`,
          where: machine.name,
          cameBack: answer.because,
        });
      }
      return answer.value;
    },
  };
  return {
    host,
    take: async (seen, next, patienceMs, signal): Promise<Taking> => {
      const answer = await exchange(world, operator, machine, 'take', signal, async (): Promise<Taking> => {
        const { fence } = machine;
        if (fence.epoch !== seen.epoch) return { is: 'changed' };
        if (fence.cluster !== null && fence.cluster.id !== next.cluster.id) return { is: 'changed' };
        machine.fence = { epoch: next.epoch, cluster: next.cluster, run: next.run, holder: next.holder };
        machine.heartbeatAt = world.clock.now();
        const stopped = await drain(world, machine, patienceMs);
        return { is: 'taken', hand: inHand(world, operator, machine, host, next.epoch, next.run), stopped };
      });
      return answer.is === 'lost' ? { is: 'unreachable', because: answer.because } : answer.value;
    },
    close: async () => {},
  };
}

function inHand(
  world: World,
  operator: Operator,
  machine: SimulatedMachine,
  host: Host,
  epoch: number,
  run: string,
): HostInHand {
  return {
    ...host,
    epoch,
    perform: async (action, signal) => {
      const answer = await exchange(world, operator, machine, action.id, signal, () =>
        step(world, machine, action, epoch, run),
      );
      return answer.is === 'lost' ? { is: 'unknown', because: answer.because } : answer.value;
    },
    renew: async signal => {
      const answer = await exchange(world, operator, machine, 'renew', signal, async () => {
        if (machine.fence.epoch !== epoch) return { is: 'fenced', by: machine.fence.epoch } as const;
        machine.heartbeatAt = world.clock.now();
        return { is: 'held' } as const;
      });
      return answer.is === 'lost' ? { is: 'unknown', because: answer.because } : answer.value;
    },
    release: async signal => {
      await exchange(world, operator, machine, 'release', signal, async () => {
        if (machine.fence.epoch === epoch) machine.fence = { ...machine.fence, holder: null };
      });
    },
  };
}

/** What STEP does: compare the fence, observe, start the unit, wait, observe. */
async function step(
  world: World,
  machine: SimulatedMachine,
  action: Action,
  epoch: number,
  run: string,
): Promise<Outcome> {
  if (machine.fence.epoch !== epoch) return { is: 'fenced', by: machine.fence.epoch };
  const note = (is: string) => machine.journal.push(`${run} ${epoch} ${action.id} ${is}`);
  if (!machine.running.has(action.unit)) {
    const now = wireOf(action.simulate.observe(machine));
    if (now === wireOf(action.after)) return { is: 'done', acted: false };
    if (now !== wireOf(action.before)) return { is: 'foreign', observed: action.simulate.observe(machine) };
    note('intent');
    start(world, machine, action);
  }
  await machine.running.get(action.unit)?.ended;
  const observed = action.simulate.observe(machine);
  const done = wireOf(observed) === wireOf(action.after);
  note(done ? 'done' : 'not-done');
  return done ? { is: 'done', acted: true } : { is: 'not-done', observed, log: 'simulated' };
}

/** A transient unit: it goes on when the operator dies, and dies with the machine's power. */
function start(world: World, machine: SimulatedMachine, action: Action): void {
  const boot = machine.boots;
  let stopped = false;
  const work = async () => {
    for (const effect of action.simulate.perform(machine)) {
      await world.clock.sleep(world.delayMs(), world.signal);
      if (stopped || machine.boots !== boot) return;
      world.reach({ machine, operator: null, at: `${action.id}: before ${effect.what}` });
      if (stopped || machine.boots !== boot) return;
      effect.apply();
      world.reach({ machine, operator: null, at: `${action.id}: after ${effect.what}` });
    }
  };
  const ended = work()
    .catch(error => {
      if (!world.signal.aborted) throw error;
    })
    .finally(() => {
      if (machine.boots === boot) machine.running.delete(action.unit);
    });
  machine.running.set(action.unit, {
    ended,
    stop: () => {
      stopped = true;
    },
  });
}

/** Waits for running units, then stops what is left; names of the stopped ones. */
async function drain(world: World, machine: SimulatedMachine, patienceMs: number): Promise<string[]> {
  const end = world.clock.monotonic() + patienceMs;
  while (machine.running.size > 0 && world.clock.monotonic() < end)
    await world.clock.sleep(100, world.signal);
  const left = [...machine.running];
  for (const [name, unit] of left) {
    unit.stop();
    machine.running.delete(name);
  }
  return left.map(([name]) => name);
}

type Exchange<T> = { is: 'answered'; value: T } | { is: 'lost'; because: string };

/** A question and its answer over a network: either can be the last thing that an operator or a machine lives to see. */
async function exchange<T>(
  world: World,
  operator: Operator,
  machine: SimulatedMachine,
  what: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<Exchange<T>> {
  await world.live(operator);
  signal.throwIfAborted();
  world.reach({ machine, operator, at: `${what}: before it is asked` });
  await world.live(operator);
  await world.clock.sleep(world.delayMs(), world.signal);
  if (!machine.powered) return lost(world, operator);
  const boot = machine.boots;
  const value = await work();
  world.reach({ machine, operator, at: `${what}: before it is answered` });
  await world.live(operator);
  if (machine.boots !== boot || !machine.powered) return lost(world, operator);
  await world.clock.sleep(world.delayMs(), world.signal);
  await world.live(operator);
  world.reach({ machine, operator, at: `${what}: after it is answered` });
  await world.live(operator);
  return { is: 'answered', value };
}

async function lost<T>(world: World, operator: Operator): Promise<Exchange<T>> {
  await world.live(operator);
  return { is: 'lost', because: 'no answer: the machine is off' };
}
