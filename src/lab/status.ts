/** The state of machines as the host shows it now: processes, freezer, cables. */
import { groupState } from './cgroup-group.ts';
import { groupOfMachine, hostGroups } from './cgroups.ts';
import type { Machine, MachineState } from './machine.ts';
import { portOf } from './names.ts';
import { portsOf } from './network.ts';
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
      const group = await groupOfMachine(groups, lab.record.name, machine.name);
      const linkUp = ports.find(port => port.name === portOf(machine.name))?.up ?? false;
      const state = stateOf(group === undefined ? undefined : await groupState(group), linkUp);
      return { ...machine, state };
    }),
  );
  return { name: lab.record.name, machines };
}

export function stateOf(
  group: { populated: boolean; frozen: boolean } | undefined,
  linkUp: boolean,
): MachineState {
  if (group === undefined || !group.populated) return 'off';
  if (!group.frozen) return 'running';
  return linkUp ? 'frozen' : 'paused';
}
