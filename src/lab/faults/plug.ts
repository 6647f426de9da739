/** The network cable is plugged in again. */
import { isPaused, plugCable, portOfMachine } from '../cable.ts';
import { type Fault, nothingToHeal, timed } from '../fault.ts';

export const plug: Fault = {
  id: 'plug',
  summary: 'network cable plugged in again',
  heals: 'nothing: it is itself the way back from unplug',
  available: async (target, signal) => {
    const port = await portOfMachine(target, signal);
    if (port === undefined) return { is: 'no', because: 'the machine is off' };
    if (await isPaused(target, signal)) return { is: 'no', because: 'the machine is paused; thaw it' };
    return port.up ? { is: 'no', because: 'its cable is plugged in' } : { is: 'yes' };
  },
  inject: (target, _options, clock, signal) => timed(clock, () => plugCable(target, signal)),
  heal: nothingToHeal,
};
