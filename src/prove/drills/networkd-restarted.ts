/** The drill `networkd-restarted`: systemd-networkd is restarted where the VIP is, which must stay. */
import { type Drill, HOLD } from '../drill.ts';

export const networkdRestarted: Drill = {
  id: 'networkd-restarted',
  title: 'The network’s daemon is restarted',
  does: 'systemd-networkd is restarted where the VIP is, which must stay.',
  acts: [
    {
      is: 'strike',
      strike: { by: 'program', act: 'restart', program: 'systemd-networkd.service' },
      on: 'vip-holder',
    },
    { is: 'hold', ms: HOLD.killed },
  ],
  needs: { controlPlanes: 0, balancers: 2 },
  predicted: [],
  budget: 'none',
  twoHolders: 0,
};
