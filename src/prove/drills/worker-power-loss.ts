/** The drill `worker-power-loss`: a worker with a pod of the Service loses its power. A node is unreachable after 40 to 50 s (node-monitor-grace-period), which the hold must outlast. */
import type { Drill } from '../drill.ts';

export const workerPowerLoss: Drill = {
  id: 'worker-power-loss',
  title: 'A worker loses its power',
  does: 'The power of a worker with a pod of the Service is cut; its endpoint leaves the Service, its pod returns elsewhere.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'power-cut' }, on: 'worker' },
    { is: 'hold', ms: 60000 },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 1, balancers: 1, workers: 2, machines: true },
  predicted: [],
  budget: 'none',
  twoHolders: 0,
};
