/** The network cable is pulled; the machine sees that it has no carrier. */
import { plugCable, portOfMachine, unplugCable } from '../cable.ts';
import { type Fault, timed } from '../fault.ts';

export const unplug: Fault = {
  id: 'unplug',
  summary: 'network cable pulled: the machine runs on and sees no carrier',
  heals: 'plugs the cable in again',
  available: async (target, signal) => {
    const port = await portOfMachine(target, signal);
    if (port === undefined) return { is: 'no', because: 'the machine is off' };
    return port.up ? { is: 'yes' } : { is: 'no', because: 'its link is down already' };
  },
  inject: (target, _options, clock, signal) => timed(clock, () => unplugCable(target, signal)),
  heal: (target, _clock, signal) => plugCable(target, signal),
};
