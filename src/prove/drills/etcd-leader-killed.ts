/** The drill `etcd-leader-killed`: the member of etcd that leads is killed; its kubelet starts it again. */
import { type Drill, HOLD } from '../drill.ts';

export const etcdLeaderKilled: Drill = {
  id: 'etcd-leader-killed',
  title: 'etcd’s leader is killed',
  does: 'The member of etcd that leads is killed; its kubelet starts it again.',
  acts: [
    { is: 'strike', strike: { by: 'program', act: 'kill', program: 'etcd' }, on: 'etcd-leader' },
    { is: 'hold', ms: HOLD.frozen },
  ],
  needs: { controlPlanes: 3, balancers: 2 },
  predicted: [],
  budget: 'failover',
  twoHolders: 0,
};
