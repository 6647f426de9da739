/** The drill `machine-paused`: the VIP’s holder is paused as a virtual machine is, kernel and all, then goes on. */
import { type Drill, HOLD } from '../drill.ts';

export const machinePaused: Drill = {
  id: 'machine-paused',
  title: 'The VIP’s holder is paused',
  does: 'The VIP’s holder is paused as a virtual machine is, kernel and all, then goes on.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'pause' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.frozen },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 0, balancers: 2, machines: true },
  predicted: ['power-loss'],
  budget: 'failover',
  twoHolders: 'until-healed',
};
