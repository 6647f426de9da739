/** The machine gets its power back and boots. */
import { type Fault, nothingToHeal, timed, whenIn } from '../fault.ts';
import { powerOn as bootMachine } from './power-cut.ts';

export const powerOn: Fault = {
  id: 'power-on',
  summary: 'power back: the machine boots from its disk',
  heals: 'nothing: it is itself the way back from power-cut',
  available: (target, signal) => whenIn(['off'], target, signal),
  inject: (target, _options, clock, signal) => timed(clock, () => bootMachine(target, clock, signal)),
  heal: nothingToHeal,
};
