/** The drill `keepalived-frozen`: Keepalived is stopped by SIGSTOP where the VIP is, and goes on later. */
import { type Drill, HOLD } from '../drill.ts';

export const keepalivedFrozen: Drill = {
  id: 'keepalived-frozen',
  title: 'Keepalived hangs on the VIP’s holder',
  does: 'Keepalived is stopped by SIGSTOP where the VIP is, and goes on later.',
  acts: [
    {
      is: 'strike',
      strike: { by: 'program', act: 'freeze', program: 'keepalived.service' },
      on: 'vip-holder',
    },
    { is: 'hold', ms: HOLD.frozen },
  ],
  needs: { controlPlanes: 0, balancers: 2 },
  // Another takes the address as after a loss; who has it until then may go on serving, which is no longer.
  predicted: ['power-loss'],
  budget: 'failover',
  twoHolders: 'until-healed',
};
