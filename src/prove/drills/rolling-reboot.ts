/** The drill `rolling-reboot`: the power of every control plane is cut in turn, each when all is well again. */
import { type Drill, HOLD } from '../drill.ts';

export const rollingReboot: Drill = {
  id: 'rolling-reboot',
  title: 'Every control plane in turn',
  does: 'The power of every control plane is cut in turn, each when all is well again.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'plane-1' },
    { is: 'hold', ms: HOLD.off },
    { is: 'heal' },
    { is: 'whole' },
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'plane-2' },
    { is: 'hold', ms: HOLD.off },
    { is: 'heal' },
    { is: 'whole' },
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'plane-3' },
    { is: 'hold', ms: HOLD.off },
    { is: 'heal' },
    { is: 'whole' },
  ],
  needs: { controlPlanes: 3, balancers: 2, machines: true },
  predicted: ['power-loss', 'backend-hang'],
  budget: 'failover',
  twoHolders: 0,
};
