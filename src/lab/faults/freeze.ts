/** Userland stands still; the kernel still answers ARP and accepts connections. */
import { isPaused } from '../cable.ts';
import { type Fault, timed, whenIn } from '../fault.ts';
import { freezeMachine, thawMachine } from '../freezer.ts';

export const freeze: Fault = {
  id: 'freeze',
  summary: 'every process stands still; the kernel still answers ARP and accepts TCP',
  heals: 'lets the processes run again',
  available: (target, signal) => whenIn(['running'], target, signal),
  inject: (target, _options, clock, signal) => timed(clock, () => freezeMachine(target, clock, signal)),
  heal: async (target, clock, signal) =>
    !(await isPaused(target, signal)) && (await thawMachine(target, clock, signal)),
};
