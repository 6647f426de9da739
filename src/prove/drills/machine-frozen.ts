/** The drill `machine-frozen`: every process of the VIP’s holder stands still while its kernel answers, then goes on. */
import { type Drill, HOLD } from '../drill.ts';

export const machineFrozen: Drill = {
  id: 'machine-frozen',
  title: 'The VIP’s holder stands still',
  does: 'Every process of the VIP’s holder stands still while its kernel answers, then goes on.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'freeze' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.frozen },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 0, balancers: 2, machines: true },
  predicted: ['power-loss'],
  budget: 'failover',
  twoHolders: 'until-healed',
};
