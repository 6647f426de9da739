/** The drill `haproxy-killed`: every process of HAProxy is killed where the VIP is. */
import { type Drill, HOLD } from '../drill.ts';

export const haproxyKilled: Drill = {
  id: 'haproxy-killed',
  title: 'HAProxy is killed on the VIP’s holder',
  does: 'Every process of HAProxy is killed where the VIP is.',
  acts: [
    { is: 'strike', strike: { by: 'program', act: 'kill', program: 'haproxy.service' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.killed },
  ],
  needs: { controlPlanes: 0, balancers: 2 },
  predicted: ['haproxy-crash'],
  budget: 'failover',
  twoHolders: 0,
};
