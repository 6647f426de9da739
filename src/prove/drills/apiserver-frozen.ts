/** The drill `apiserver-frozen`: the apiserver of a control plane that neither has the VIP nor leads etcd is stopped by SIGSTOP, and goes on later. */
import { type Drill, HOLD } from '../drill.ts';

export const apiserverFrozen: Drill = {
  id: 'apiserver-frozen',
  title: 'An apiserver hangs',
  does: 'The apiserver of a control plane that neither has the VIP nor leads etcd is stopped by SIGSTOP, and goes on later.',
  acts: [
    { is: 'strike', strike: { by: 'program', act: 'freeze', program: 'kube-apiserver' }, on: 'bystander' },
    { is: 'hold', ms: HOLD.frozen },
  ],
  needs: { controlPlanes: 3, balancers: 2 },
  predicted: ['backend-hang'],
  budget: 'hang',
  twoHolders: 0,
};
