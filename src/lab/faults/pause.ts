/** A virtual machine that its hypervisor holds: nothing runs, nothing answers. */
import type { Clock } from '../../base/clock.ts';
import { openCable, silenceCable } from '../cable.ts';
import { type Fault, type Target, timed, whenIn } from '../fault.ts';
import { freezeMachine, thawMachine } from '../freezer.ts';

export const pause: Fault = {
  id: 'pause',
  summary:
    'as a paused virtual machine: every process stands still and the network passes nothing (timers go on)',
  heals: 'lets the processes run again and opens the network',
  available: (target, signal) => whenIn(['running'], target, signal),
  inject: async (target, _options, clock, signal) => {
    const injection = await timed(clock, () => silenceCable(target, signal));
    await freezeMachine(target, clock, signal);
    return injection;
  },
  heal: resume,
};

/** Lets a frozen or paused machine go on; returns whether it was one. */
export async function resume(target: Target, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const wasFrozen = await thawMachine(target, clock, signal);
  const wasSilent = await openCable(target, signal);
  return wasFrozen || wasSilent;
}
