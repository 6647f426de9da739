/** The drill `one-way-loss`: what is sent to the VIP’s holder is lost. Its adverts arrive, so that nobody takes over: clients may fail as long as it lasts, and must be well after it. */
import { type Drill, HOLD } from '../drill.ts';

export const oneWayLoss: Drill = {
  id: 'one-way-loss',
  title: 'The VIP’s holder hears nothing',
  does: 'What is sent to the VIP’s holder is lost, what it sends arrives.',
  acts: [
    { is: 'strike', strike: { by: 'machine', fault: 'one-way-in' }, on: 'vip-holder' },
    { is: 'hold', ms: HOLD.frozen },
    { is: 'heal' },
  ],
  needs: { controlPlanes: 0, balancers: 2, machines: true },
  predicted: 'lasts',
  budget: 'fault',
  twoHolders: 'until-healed',
};
