/** The drill `vip-hand-over`: the VIP is given to another balancer, as before work on a host. */
import { type Drill, HOLD } from '../drill.ts';

export const vipHandOver: Drill = {
  id: 'vip-hand-over',
  title: 'The VIP is handed over',
  does: 'The VIP is given to another balancer, as before work on a host.',
  acts: [
    { is: 'strike', strike: { by: 'hand-over' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.killed },
  ],
  needs: { controlPlanes: 0, balancers: 2 },
  predicted: ['hand-over'],
  budget: 'failover',
  twoHolders: 0,
};
