/** The drill `etcd-leader-frozen`: the member of etcd that leads is stopped by SIGSTOP, and goes on later. */
import { type Drill, HOLD } from '../drill.ts';

export const etcdLeaderFrozen: Drill = {
  id: 'etcd-leader-frozen',
  title: 'etcd’s leader hangs',
  does: 'The member of etcd that leads is stopped by SIGSTOP, and goes on later.',
  acts: [
    { is: 'strike', strike: { by: 'program', act: 'freeze', program: 'etcd' }, on: 'etcd-leader' },
    { is: 'hold', ms: HOLD.frozen },
  ],
  needs: { controlPlanes: 3, balancers: 2 },
  predicted: [],
  budget: 'failover',
  twoHolders: 0,
};
