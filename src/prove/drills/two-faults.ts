/** The drill `two-faults`: a control plane has lost its power when HAProxy is killed on the VIP’s holder; a majority of etcd lives. */
import { type Drill, HOLD } from '../drill.ts';

export const twoFaults: Drill = {
  id: 'two-faults',
  title: 'Two faults at once',
  does: 'A control plane has lost its power when HAProxy is killed on the VIP’s holder; a majority of etcd lives.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'bystander' },
    { is: 'hold', ms: 3000 },
    { is: 'strike', strike: { by: 'program', act: 'kill', program: 'haproxy.service' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.off },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 3, balancers: 2, machines: true },
  predicted: ['backend-hang', 'haproxy-crash'],
  budget: 'failover',
  twoHolders: 0,
};
