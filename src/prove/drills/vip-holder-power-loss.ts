/** The drill `vip-holder-power-loss`: the power of the balancer that has the VIP is cut, then comes back. */
import { type Drill, HOLD } from '../drill.ts';

export const vipHolderPowerLoss: Drill = {
  id: 'vip-holder-power-loss',
  title: 'The VIP’s holder loses its power',
  does: 'The power of the balancer that has the VIP is cut, then comes back.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.off },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 0, balancers: 2, machines: true },
  predicted: ['power-loss'],
  budget: 'failover',
  twoHolders: 0,
  variants: [
    { id: 'etcd’s leader was there', vipAt: 'etcd-leader' },
    { id: 'etcd’s leader was elsewhere', vipAt: 'not-etcd-leader' },
  ],
};
