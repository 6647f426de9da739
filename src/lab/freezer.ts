/** A machine whose every process stands still, and its thawing. */
import type { Clock } from '../base/clock.ts';
import { freezeGroup, groupState } from './cgroup-group.ts';
import { groupOfMachine, hostGroups } from './cgroups.ts';
import type { Target } from './fault.ts';

export async function freezeMachine(target: Target, clock: Clock, signal: AbortSignal): Promise<void> {
  const group = await groupOf(target);
  if (group !== undefined) await freezeGroup(group, true, clock, signal);
}

/** Returns whether it was frozen. */
export async function thawMachine(target: Target, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const group = await groupOf(target);
  if (group === undefined || !(await groupState(group)).frozen) return false;
  await freezeGroup(group, false, clock, signal);
  return true;
}

async function groupOf({ lab, machine }: Target): Promise<string | undefined> {
  return await groupOfMachine(await hostGroups(), lab.record.name, machine.name);
}
