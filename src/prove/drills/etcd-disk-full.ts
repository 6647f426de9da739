/** The drill `etcd-disk-full`: the disk of the machine whose etcd leads is filled, and emptied again. */
import { type Drill, HOLD } from '../drill.ts';

export const etcdDiskFull: Drill = {
  id: 'etcd-disk-full',
  title: 'etcd’s leader has no space left',
  does: 'The disk of the machine whose etcd leads is filled, and emptied again.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'fill-disk' }, on: 'etcd-leader' },
    { is: 'hold', ms: HOLD.frozen },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 3, balancers: 2, machines: true },
  predicted: [],
  budget: 'failover',
  twoHolders: 0,
};
