/** The drill `haproxy-frozen`: HAProxy is stopped by SIGSTOP where the VIP is, and goes on later. */
import { type Drill, HOLD } from '../drill.ts';

export const haproxyFrozen: Drill = {
  id: 'haproxy-frozen',
  title: 'HAProxy hangs on the VIP’s holder',
  does: 'HAProxy is stopped by SIGSTOP where the VIP is, and goes on later.',
  acts: [
    { is: 'strike', strike: { by: 'program', act: 'freeze', program: 'haproxy.service' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.frozen },
  ],
  needs: { controlPlanes: 0, balancers: 2 },
  predicted: ['haproxy-hang'],
  budget: 'hang',
  twoHolders: 0,
};
