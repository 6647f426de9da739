/** A frozen or paused machine goes on. */
import { type Fault, nothingToHeal, timed, whenIn } from '../fault.ts';
import { resume } from './pause.ts';

export const thaw: Fault = {
  id: 'thaw',
  summary: 'a frozen or paused machine goes on where it stood',
  heals: 'nothing: it is itself the way back from freeze and pause',
  available: (target, signal) => whenIn(['frozen', 'paused'], target, signal),
  inject: (target, _options, clock, signal) => timed(clock, () => resume(target, clock, signal)),
  heal: nothingToHeal,
};
