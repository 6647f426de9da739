/** The drill `control`: nothing fails; the harness itself must show no outage. */
import type { Drill } from '../drill.ts';

export const control: Drill = {
  id: 'control',
  title: 'No fault',
  does: 'Nothing fails; the harness itself must show no outage.',
  acts: [{ is: 'hold', ms: 5000 }],
  needs: { controlPlanes: 0, balancers: 1 },
  predicted: [],
  budget: 'none',
  twoHolders: 0,
};
