/** The drill `control-plane-power-loss`: the power of a control plane that neither has the VIP nor leads etcd is cut, then comes back. */
import { type Drill, HOLD } from '../drill.ts';

export const controlPlanePowerLoss: Drill = {
  id: 'control-plane-power-loss',
  title: 'A control plane loses its power',
  does: 'The power of a control plane that neither has the VIP nor leads etcd is cut, then comes back.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'bystander' },
    { is: 'hold', ms: HOLD.off },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 3, balancers: 2, machines: true },
  predicted: null,
  budget: 'failover',
  twoHolders: 0,
};
