/** The labs of this host: those with a folder, and those of which only something is left. */
import type { Folders } from '../base/xdg.ts';
import { hostGroups, labsOfGroups } from './cgroups.ts';
import { labPaths } from './layout.ts';
import { labsOfNetns, vantageNetns } from './names.ts';
import { netnsNames } from './network.ts';
import { labFolders, readRecord } from './record.ts';
import { labStatus } from './status.ts';

export interface ListedLab {
  name: string;
  machines: number;
  /** Machines in the state running. */
  running: number;
  /** Three octets; null when no record can be read. */
  subnet: string | null;
  /** remains: half made, or left by a restart of the host. */
  state: 'whole' | 'remains';
}

export async function labList(folders: Folders, signal: AbortSignal): Promise<ListedLab[]> {
  const netns = await netnsNames();
  const groups = await labsOfGroups(await hostGroups());
  const names = new Set([...(await labFolders(folders)), ...labsOfNetns(netns), ...groups]);
  return await Promise.all(
    [...names].sort().map(async (name): Promise<ListedLab> => {
      const paths = labPaths(folders, name);
      const record = await readRecord(paths);
      if (record === undefined) return { name, machines: 0, running: 0, subnet: null, state: 'remains' };
      const { machines } = await labStatus({ record, paths }, signal);
      return {
        name,
        machines: machines.length,
        running: machines.filter(machine => machine.state === 'running').length,
        subnet: record.subnet,
        state: record.made && netns.includes(vantageNetns(name)) ? 'whole' : 'remains',
      };
    }),
  );
}
