/** The power over a lab's machines, for drills. */
import { systemClock } from '../base/clock.ts';
import type { Folders } from '../base/xdg.ts';
import { DEFAULT_FAULT_OPTIONS } from '../lab/fault.ts';
import { faultOf, healMachine, injectFault } from '../lab/faults.ts';
import { hostLock } from '../lab/host-lock.ts';
import { labLock } from '../lab/locks.ts';
import { vantageNetns } from '../lab/names.ts';
import { type Lab, labFolders, machineOf, openLab } from '../lab/record.ts';
import type { Machines } from '../prove/machines.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

/** Null: the cluster is no lab of this machine. */
export async function machinesOf(spec: ResolvedSpec, folders: Folders): Promise<Machines | null> {
  const name = (await labFolders(folders)).find(each => vantageNetns(each) === spec.operatorNetns);
  if (name === undefined) return null;
  const lab = await openLab(folders, name);
  return {
    refusal: async (host, fault, signal) => {
      const availability = await faultOf(fault).available(targetOf(lab, host), signal);
      return availability.is === 'yes' ? null : `${fault}: ${availability.because}`;
    },
    strike: async (host, fault, signal) => {
      await using _lock = await hostLock(labLock(name, `prove: ${fault} of ${host}`), signal);
      const target = targetOf(lab, host);
      const injection = await injectFault(faultOf(fault), target, DEFAULT_FAULT_OPTIONS, systemClock, signal);
      return systemClock.now() - (systemClock.monotonic() - injection.notBeforeMs);
    },
    heal: async (host, signal) => {
      await using _lock = await hostLock(labLock(name, `prove: heal ${host}`), signal);
      await healMachine(targetOf(lab, host), systemClock, signal);
    },
  };
}

function targetOf(lab: Lab, host: string) {
  return { lab, machine: machineOf(lab, host) };
}
