/** The drill `cable-pulled`: the cable of the VIP’s holder is pulled, and plugged in again. */
import { type Drill, HOLD } from '../drill.ts';

export const cablePulled: Drill = {
  id: 'cable-pulled',
  title: 'The VIP’s holder loses its cable',
  does: 'The cable of the VIP’s holder is pulled, and plugged in again.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'unplug' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.frozen },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 0, balancers: 2, machines: true },
  predicted: ['power-loss'],
  budget: 'failover',
  twoHolders: 'until-healed',
};
