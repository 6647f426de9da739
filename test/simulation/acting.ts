/** Doors whose hands do another action than they were asked for, to plant a bug in what a host does. */
import type { Action, Door, HostInHand } from '../../src/hosts/host.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import type { Product } from './product.ts';

/** A door whose hands do a changed action. */
export function acting(change: (action: Action, machine: SimulatedMachine) => Action): Product['door'] {
  return (door, machine): Door => ({
    ...door,
    take: async (...given) => {
      const taking = await door.take(...given);
      if (taking.is !== 'taken') return taking;
      const { hand } = taking;
      const other: HostInHand = {
        ...hand,
        perform: (action, signal) => hand.perform(change(action, machine), signal),
        performTogether: (actions, signal) =>
          hand.performTogether(
            actions.map(action => change(action, machine)),
            signal,
          ),
      };
      return { ...taking, hand: other };
    },
  });
}
