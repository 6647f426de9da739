/** A simulated host behind the same door as a real one, with a network in between that can lose what it carries. */
import { BarqueError, messageOf } from '../../base/errors.ts';
import type { Door, Host, HostInHand, Outcome, Taking } from '../host.ts';
import { HOST_SIDE, type HostSide } from './host-side.ts';
import type { SimulatedMachine } from './machine.ts';
import type { Operator, World } from './world.ts';

/** The machine as seen by one operator; two operators have two doors to one machine. */
export function simulatedDoor(
  world: World,
  operator: Operator,
  machine: SimulatedMachine,
  side: HostSide = HOST_SIDE,
): Door {
  const network = { world, operator, machine };
  const host: Host = {
    name: machine.name,
    read: async (reading, signal) => {
      const answer = await exchange(network, `read ${reading.name}`, signal, () => reading.simulate(machine));
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
      const answer = await exchange(network, 'take', signal, () =>
        side.take(world, machine, seen, next, patienceMs),
      );
      if (answer.is === 'lost') return { is: 'unreachable', because: answer.because };
      if (answer.value.is === 'changed') return answer.value;
      return { ...answer.value, hand: inHand(network, side, host, next.epoch, next.run) };
    },
    follow: async () => 'a simulated host has no time that passes while one listens',
  };
}

interface Network {
  world: World;
  operator: Operator;
  machine: SimulatedMachine;
}

function inHand(network: Network, side: HostSide, host: Host, epoch: number, run: string): HostInHand {
  const { world, machine } = network;
  return {
    ...host,
    epoch,
    perform: async (action, signal) => {
      const answer = await exchange(network, action.id, signal, () =>
        side.step(world, machine, action, epoch, run),
      );
      return answer.is === 'lost' ? { is: 'unknown', because: answer.because } : answer.value;
    },
    performTogether: async (actions, signal) => {
      const [first, ...others] = actions.map(({ id }) => id);
      const what = others.length === 0 ? first! : `${first} and ${others.length} more`;
      const answer = await exchange(network, what, signal, async () => {
        const outcomes: Outcome[] = [];
        for (const action of actions) {
          const outcome = await side.step(world, machine, action, epoch, run);
          outcomes.push(outcome);
          if (outcome.is !== 'done') break;
        }
        return outcomes;
      });
      return answer.is === 'lost' ? [{ is: 'unknown', because: answer.because }] : answer.value;
    },
    renew: async signal => {
      const answer = await exchange(network, 'renew', signal, () => side.renew(world, machine, epoch));
      return answer.is === 'lost' ? { is: 'unknown', because: answer.because } : answer.value;
    },
    release: async signal => {
      await exchange(network, 'release', signal, () => side.release(machine, epoch));
    },
  };
}

type Exchange<T> = { is: 'answered'; value: T } | { is: 'lost'; because: string };

/** A question and its answer over a network: either can be the last thing that an operator or a machine lives to see. */
async function exchange<T>(
  { world, operator, machine }: Network,
  what: string,
  signal: AbortSignal,
  work: () => T | Promise<T>,
): Promise<Exchange<T>> {
  const link = world.link(operator, machine);
  const boot = machine.boots;
  const isCut = () => signal.aborted || link.aborted || !machine.powered || machine.boots !== boot;
  const lost = (): Exchange<T> => {
    const because = signal.aborted
      ? messageOf(signal.reason)
      : link.aborted
        ? 'the connection broke'
        : 'no answer: the machine is off';
    return { is: 'lost', because };
  };
  await world.live(operator);
  world.reach({ machine, operator, at: `${what}: before it is asked` });
  await world.live(operator);
  await world.clock.sleep(world.delayMs(), world.signal);
  if (isCut()) {
    await world.live(operator);
    return lost();
  }
  // What was asked goes on there, whether or not anybody hears the answer.
  const cut = whenAborted([signal, link]);
  const answer = await Promise.race([
    (async () => ({ value: await work() }))(),
    cut.happened.then(() => undefined),
  ]);
  cut.forget();
  world.reach({ machine, operator, at: `${what}: before it is answered` });
  await world.live(operator);
  if (answer === undefined || isCut()) return lost();
  await world.clock.sleep(world.delayMs(), world.signal);
  await world.live(operator);
  world.reach({ machine, operator, at: `${what}: after it is answered` });
  await world.live(operator);
  return { is: 'answered', value: answer.value };
}

function whenAborted(signals: readonly AbortSignal[]): { happened: Promise<void>; forget(): void } {
  let resolve = () => {};
  const happened = new Promise<void>(settle => {
    resolve = settle;
  });
  for (const signal of signals) signal.addEventListener('abort', resolve, { once: true });
  return {
    happened,
    forget: () => {
      for (const signal of signals) signal.removeEventListener('abort', resolve);
    },
  };
}
