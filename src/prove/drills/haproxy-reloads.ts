/** The drill `haproxy-reloads`: HAProxy is reloaded ten times where the VIP is. */
import type { Act, Drill } from '../drill.ts';

export const haproxyReloads: Drill = {
  id: 'haproxy-reloads',
  title: 'HAProxy is reloaded ten times',
  does: 'HAProxy is reloaded ten times where the VIP is.',
  acts: [
    ...Array.from({ length: 10 }, (): Act[] => [
      {
        is: 'strike',
        strike: { by: 'program', act: 'reload', program: 'haproxy.service' },
        on: 'vip-holder',
      },
      // Longer than twice of what may fail: what fails later is seen for each reload.
      { is: 'hold', ms: 1000 },
    ]).flat(),
  ],
  needs: { controlPlanes: 0, balancers: 2 },
  predicted: [],
  budget: 'none',
  twoHolders: 0,
};
