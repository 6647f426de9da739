/** The disk is lost while the machine has no power: what boots next is a fresh system on an empty one. */
import { type Fault, nothingToHeal, timed, whenIn } from '../fault.ts';
import { renewDisk } from '../renew-disk.ts';

export const loseDisk: Fault = {
  id: 'lose-disk',
  summary:
    'disk lost while the power is off: next boots a fresh system from an empty one (same SSH host key)',
  heals: 'nothing: what was on the disk is gone',
  available: (target, signal) => whenIn(['off'], target, signal),
  inject: ({ lab, machine }, _options, clock, signal) => timed(clock, () => renewDisk(lab, machine, signal)),
  heal: nothingToHeal,
};
