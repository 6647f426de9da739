/** The drill `kubelet-stopped`: the kubelet of the VIP’s holder is stopped, and started again. */
import { type Drill, HOLD } from '../drill.ts';

export const kubeletStopped: Drill = {
  id: 'kubelet-stopped',
  title: 'A kubelet is stopped',
  does: 'The kubelet of the VIP’s holder is stopped, and started again.',
  acts: [
    { is: 'strike', strike: { by: 'program', act: 'stop', program: 'kubelet.service' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.frozen },
  ],
  needs: { controlPlanes: 3, balancers: 2 },
  predicted: [],
  budget: 'none',
  twoHolders: 0,
};
