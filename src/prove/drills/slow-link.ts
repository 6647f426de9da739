/** The drill `slow-link`: the link of a control plane that neither has the VIP nor leads etcd carries a megabit a second, then all again. */
import { type Drill, HOLD } from '../drill.ts';

export const slowLink: Drill = {
  id: 'slow-link',
  title: 'A control plane’s link is slow',
  does: 'The link of a control plane that neither has the VIP nor leads etcd carries a megabit a second, then all again.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'slow-link' }, on: 'bystander' },
    { is: 'hold', ms: HOLD.frozen },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 3, balancers: 2, machines: true },
  predicted: ['backend-hang'],
  budget: 'hang',
  // A server that answers late is not down: its watches stay, and hear as late as the bound for hangs allows by default.
  watchesMs: 4000,
  twoHolders: 0,
};
