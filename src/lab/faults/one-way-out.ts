/** What the machine sends is lost; what is sent to it arrives. */
import { type Fault, timed, whenIn } from '../fault.ts';
import { dropRules, putRules } from '../switch-rules.ts';

const ID = 'one-way-out';

export const oneWayOut: Fault = {
  id: ID,
  summary: 'frames from the machine are lost, frames to it arrive',
  heals: 'takes the rule off the switch',
  available: (target, signal) => whenIn(['running', 'frozen'], target, signal),
  inject: (target, _options, clock, signal) => timed(clock, () => putRules(target, ID, { out: '' }, signal)),
  heal: (target, _clock, signal) => dropRules(target, ID, signal),
};
