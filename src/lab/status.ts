/** The state of machines as the host shows it now: processes, freezer, cables. */

import { passes } from './cable.ts';
import { groupState } from './cgroup-group.ts';
import { groupOfMachine, type HostGroups, hostGroups } from './cgroups.ts';
import type { Machine, MachineState } from './machine.ts';
import { portOf } from './names.ts';
import { type Port, portsOf } from './network.ts';
import type { Lab } from './record.ts';

export interface LabStatus {
  name: string;
  machines: (Machine & { state: MachineState })[];
}

export async function labStatus(lab: Lab, signal: AbortSignal): Promise<LabStatus> {
  const groups = await hostGroups();
  const ports = await portsOf(lab.record.name, signal);
  const machines = await Promise.all(
    lab.record.machines.map(async machine => {
      const port = ports.find(each => each.name === portOf(machine.name));
      return { ...machine, state: await stateIn(groups, lab, machine, port) };
    }),
  );
  return { name: lab.record.name, machines };
}

/** The state of one machine now. */
export async function machineState(lab: Lab, machine: Machine, signal: AbortSignal): Promise<MachineState> {
  const ports = await portsOf(lab.record.name, signal);
  const port = ports.find(each => each.name === portOf(machine.name));
  return await stateIn(await hostGroups(), lab, machine, port);
}

async function stateIn(
  groups: HostGroups,
  lab: Lab,
  machine: Machine,
  port: Port | undefined,
): Promise<MachineState> {
  const group = await groupOfMachine(groups, lab.record.name, machine.name);
  return stateOf(
    group === undefined ? undefined : await groupState(group),
    port !== undefined && passes(port),
  );
}

export function stateOf(
  group: { populated: boolean; frozen: boolean } | undefined,
  linkUp: boolean,
): MachineState {
  if (group === undefined || !group.populated) return 'off';
  if (!group.frozen) return 'running';
  return linkUp ? 'frozen' : 'paused';
}
