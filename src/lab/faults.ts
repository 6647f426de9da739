/** Every fault of the lab: a new one is one file and one line here. */
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { Fault, FaultOptions, Injection, Target } from './fault.ts';
import { dropVrrp } from './faults/drop-vrrp.ts';
import { fillDisk } from './faults/fill-disk.ts';
import { freeze } from './faults/freeze.ts';
import { loseDisk } from './faults/lose-disk.ts';
import { oneWayIn } from './faults/one-way-in.ts';
import { oneWayOut } from './faults/one-way-out.ts';
import { partition } from './faults/partition.ts';
import { pause } from './faults/pause.ts';
import { plug } from './faults/plug.ts';
import { powerCut } from './faults/power-cut.ts';
import { powerOn } from './faults/power-on.ts';
import { slowLink } from './faults/slow-link.ts';
import { thaw } from './faults/thaw.ts';
import { unplug } from './faults/unplug.ts';

/** Healed in this order: rules and limits go before a machine that was cut boots again. */
export const FAULTS: readonly Fault[] = [
  oneWayIn,
  oneWayOut,
  partition,
  dropVrrp,
  slowLink,
  fillDisk,
  unplug,
  plug,
  pause,
  freeze,
  thaw,
  powerCut,
  loseDisk,
  powerOn,
];

/** Throws `usage` for an unknown name. */
export function faultOf(id: string): Fault {
  const fault = FAULTS.find(one => one.id === id);
  if (fault !== undefined) return fault;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'find the fault',
    where: id,
    cameBack: `there are ${FAULTS.map(one => one.id).join(', ')}`,
  });
}

/** Injects it, or throws `unsupported-host` with the reason why it is not available. */
export async function injectFault(
  fault: Fault,
  target: Target,
  options: FaultOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<Injection> {
  const availability = await fault.available(target, signal);
  if (availability.is === 'no') {
    throw new BarqueError({
      domain: 'unsupported-host',
      attempted: `inject ${fault.id}`,
      where: `${target.lab.record.name}/${target.machine.name}`,
      cameBack: availability.because,
    });
  }
  return await fault.inject(target, options, clock, signal);
}

/** Takes every fault of the machine away; returns the ids of those that were there. */
export async function healMachine(target: Target, clock: Clock, signal: AbortSignal): Promise<string[]> {
  const healed: string[] = [];
  for (const fault of FAULTS) {
    if (await fault.heal(target, clock, signal)) healed.push(fault.id);
  }
  return healed;
}
