/** The drill `vrrp-lost`: VRRP’s adverts of the VIP’s holder are lost while all else goes through. */
import { type Drill, HOLD } from '../drill.ts';

export const vrrpLost: Drill = {
  id: 'vrrp-lost',
  title: 'Balancers do not hear each other',
  does: 'VRRP’s adverts of the VIP’s holder are lost while all else goes through.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'drop-vrrp' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.frozen },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 0, balancers: 2, machines: true },
  // Another takes the address as after a loss; who has it until then may go on serving, which is no longer.
  predicted: ['power-loss'],
  budget: 'failover',
  twoHolders: 'until-healed',
};
