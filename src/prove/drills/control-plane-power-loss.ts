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
  // A server that answers nothing: its checks end it as they end one that hangs, and connecting to it is given up sooner.
  predicted: ['backend-hang'],
  budget: 'failover',
  twoHolders: 0,
};
