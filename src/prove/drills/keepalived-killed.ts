/** The drill `keepalived-killed`: every process of Keepalived is killed where the VIP is, which stays behind. */
import { type Drill, HOLD } from '../drill.ts';

export const keepalivedKilled: Drill = {
  id: 'keepalived-killed',
  title: 'Keepalived is killed on the VIP’s holder',
  does: 'Every process of Keepalived is killed where the VIP is, which stays behind.',
  acts: [
    { is: 'strike', strike: { by: 'program', act: 'kill', program: 'keepalived.service' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.killed },
  ],
  needs: { controlPlanes: 0, balancers: 2 },
  // Another takes the address as after a loss; who has it until then may go on serving, which is no longer.
  predicted: ['power-loss'],
  budget: 'failover',
  twoHolders: 1500,
};
