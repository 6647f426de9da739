/** The machine loses its power: nothing of it is on the network any more, its disk stays. */
import type { Clock } from '../../base/clock.ts';
import { unplugCable } from '../cable.ts';
import { killGroup, waitUntilEmpty } from '../cgroup-group.ts';
import { groupOfMachine, hostGroups } from '../cgroups.ts';
import { type Fault, type Target, timed, whenIn } from '../fault.ts';
import { machineNetns, portOf } from '../names.ts';
import { deleteNetns, inVantage, netnsNames } from '../network.ts';
import { startMachines } from '../start.ts';
import { machineState } from '../status.ts';

export const powerCut: Fault = {
  id: 'power-cut',
  summary:
    'power lost: link down, then every process killed, then the network stack gone (the page cache survives)',
  heals: 'boots the machine from its disk',
  available: (target, signal) => whenIn(['running', 'frozen', 'paused'], target, signal),
  inject: async (target, _options, clock, signal) => {
    // First, because a kernel that lives answers ARP, and ends its programs' connections by FIN and RST.
    const injection = await timed(clock, () => unplugCable(target, signal));
    await endProcesses(target, clock, signal);
    const { lab, machine } = target;
    await inVantage(lab.record.name, [`link del ${portOf(machine.name)}`], signal);
    await deleteNetns([machineNetns(lab.record.name, machine.name)], signal);
    return injection;
  },
  heal: powerOn,
};

/** Boots a machine that is off; returns whether it was. */
export async function powerOn(target: Target, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const { lab, machine } = target;
  if ((await machineState(lab, machine, signal)) !== 'off') return false;
  // A machine that switched itself off still has its namespace.
  const netns = machineNetns(lab.record.name, machine.name);
  if ((await netnsNames()).includes(netns)) await deleteNetns([netns], signal);
  await startMachines(lab, [machine], clock, () => {}, signal);
  return true;
}

async function endProcesses({ lab, machine }: Target, clock: Clock, signal: AbortSignal): Promise<void> {
  const group = await groupOfMachine(await hostGroups(), lab.record.name, machine.name);
  if (group === undefined) return;
  await killGroup(group);
  await waitUntilEmpty(group, clock, signal);
}
