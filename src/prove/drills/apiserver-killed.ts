/** The drill `apiserver-killed`: the apiserver of a control plane that neither has the VIP nor leads etcd is killed. */
import { type Drill, HOLD } from '../drill.ts';

export const apiserverKilled: Drill = {
  id: 'apiserver-killed',
  title: 'An apiserver is killed',
  does: 'The apiserver of a control plane that neither has the VIP nor leads etcd is killed.',
  acts: [
    { is: 'strike', strike: { by: 'program', act: 'kill', program: 'kube-apiserver' }, on: 'bystander' },
    { is: 'hold', ms: HOLD.frozen },
  ],
  needs: { controlPlanes: 3, balancers: 2 },
  predicted: ['backend-crash'],
  budget: 'failover',
  twoHolders: 0,
};
