/** The drill `majority-lost`: the power of two control planes of three is cut, then comes back; nothing that was acknowledged may be lost. */
import { type Drill, HOLD } from '../drill.ts';

export const majorityLost: Drill = {
  id: 'majority-lost',
  title: 'A majority of the control planes is lost',
  does: 'The power of two control planes of three is cut, then comes back; nothing that was acknowledged may be lost.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'bystander' },
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'second-bystander' },
    { is: 'hold', ms: HOLD.off },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 3, balancers: 2, machines: true },
  predicted: null,
  budget: null,
  twoHolders: 0,
  mayLoseAll: true,
};
