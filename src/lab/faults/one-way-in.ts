/** What is sent to the machine is lost; what it sends arrives. */
import { type Fault, timed, whenIn } from '../fault.ts';
import { dropRules, putRules } from '../switch-rules.ts';

const ID = 'one-way-in';

export const oneWayIn: Fault = {
  id: ID,
  summary: 'frames to the machine are lost, frames from it arrive',
  heals: 'takes the rule off the switch',
  available: (target, signal) => whenIn(['running', 'frozen'], target, signal),
  inject: (target, _options, clock, signal) => timed(clock, () => putRules(target, ID, { in: '' }, signal)),
  heal: (target, _clock, signal) => dropRules(target, ID, signal),
};
