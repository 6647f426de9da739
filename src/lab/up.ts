/** Makes a lab: checks the host, chooses addresses, makes disks and keys, starts the machines. */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Folders } from '../base/xdg.ts';
import { freeSubnet, machinesOf } from './addresses.ts';
import { hostGroups } from './cgroups.ts';
import { clusterText } from './cluster-file.ts';
import { makeDisk } from './disk.ts';
import { leaveHostAsFound, removeLab } from './down.ts';
import type { LabEvent } from './event.ts';
import { hostLock } from './host-lock.ts';
import { labPaths, machinePaths, SYSCTLS_FILE } from './layout.ts';
import { labLock, labsLock } from './locks.ts';
import type { MachineCounts } from './machine.ts';
import { checkedLabName } from './names.ts';
import { makeVantage } from './network.ts';
import { checkNameIsFree } from './owner.ts';
import { checkHost } from './preflight.ts';
import { type Lab, type LabRecord, labFolders, readRecord, writeRecord } from './record.ts';
import { isNothing, type Remains, remainsOf } from './remains.ts';
import { rootfs } from './rootfs.ts';
import type { Distribution } from './rootfs-recipe.ts';
import { knownHostsText, makeKey, sshConfigText } from './ssh-files.ts';
import { startMachines } from './start.ts';
import { raiseSysctls, saveSysctls } from './sysctls.ts';

export interface LabWish {
  name: string;
  counts: MachineCounts;
  distribution: Distribution;
  kubernetes: string;
  /** Folder of a bundle; null: machines have no package source. */
  bundle: string | null;
  /** GiB of each machine's own disk; null: no limit. */
  diskGiB: number | null;
}

export interface UpNeeds {
  folders: Folders;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  onEvent: (event: LabEvent) => void;
}

/**
 * Returns when every machine answers by SSH. Refuses before it changes anything; what it made is removed again when
 * it fails or is aborted.
 */
export async function labUp(wish: LabWish, needs: UpNeeds, signal: AbortSignal): Promise<Lab> {
  const start = needs.clock.monotonic();
  const name = checkedLabName(wish.name);
  const machines = machinesOf(wish.counts, '10.77.0').length;
  const paths = labPaths(needs.folders, name);
  await checkHost({ ...wish, machines, folders: needs.folders }, signal);
  await using _lock = await hostLock(labLock(name, `lab up ${name}`), signal);
  await checkNameIsFree(name, paths, signal);
  const remains = await remainsOf(name, paths, await hostGroups());
  if (!isNothing(remains)) {
    needs.onEvent({ is: 'remains-found', lab: name, what: kindsOf(remains) });
    await removeLab(name, needs, signal);
  }
  const base = await rootfs(wish.distribution, needs, signal);
  try {
    const lab = await make({ ...wish, name }, base, needs, signal);
    needs.onEvent({ is: 'lab-made', lab: name, ms: needs.clock.monotonic() - start });
    return lab;
  } catch (error) {
    const unhurried = new AbortController().signal;
    await removeLab(name, needs, unhurried);
    await leaveHostAsFound(unhurried);
    throw error;
  }
}

async function make(wish: LabWish, base: string, needs: UpNeeds, signal: AbortSignal): Promise<Lab> {
  const start = needs.clock.monotonic();
  const paths = labPaths(needs.folders, wish.name);
  const record = await claim(wish, base, needs.folders, signal);
  const lab: Lab = { record, paths };
  const operatorKey = await makeKey(paths.key, `barque-${wish.name}`, signal);
  const hostKeys = await Promise.all(
    record.machines.map(async machine => ({
      machine,
      publicLine: await makeDisk(record, machine, machinePaths(paths, machine.name), operatorKey, signal),
    })),
  );
  await writeFile(paths.knownHosts, knownHostsText(hostKeys));
  await writeFile(paths.sshConfig, sshConfigText(wish.name, paths, record.machines));
  await writeFile(paths.cluster, clusterText(record));
  needs.onEvent({ is: 'machines-started', machines: record.machines.map(machine => machine.name) });
  const onReady = (machine: string) =>
    needs.onEvent({ is: 'machine-ready', machine, ms: needs.clock.monotonic() - start });
  await startMachines(lab, record.machines, needs.clock, onReady, signal);
  const made = { ...record, made: true };
  await writeRecord(paths, made);
  return { record: made, paths };
}

/** What all labs share: a subnet of one's own, host-global settings saved, the vantage that says so. */
async function claim(wish: LabWish, base: string, folders: Folders, signal: AbortSignal): Promise<LabRecord> {
  await using _lock = await hostLock(labsLock(`lab up ${wish.name}`), signal);
  const paths = labPaths(folders, wish.name);
  await saveSysctls(SYSCTLS_FILE);
  await raiseSysctls();
  const others = await Promise.all(
    (await labFolders(folders)).map(name => readRecord(labPaths(folders, name))),
  );
  const subnet = freeSubnet(others.flatMap(record => record?.subnet ?? []));
  const record: LabRecord = {
    format: 1,
    name: wish.name,
    made: false,
    subnet,
    distribution: wish.distribution,
    rootfs: base,
    bundle: wish.bundle === null ? null : resolve(wish.bundle),
    kubernetes: wish.kubernetes,
    diskGiB: wish.diskGiB,
    machines: machinesOf(wish.counts, subnet).map(machine => ({ ...machine, roles: [...machine.roles] })),
  };
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  await writeRecord(paths, record);
  await makeVantage(wish.name, subnet, paths.folder, signal);
  return record;
}

function kindsOf(remains: Remains): string[] {
  return Object.entries(remains)
    .filter(([, list]: [string, readonly string[]]) => list.length > 0)
    .map(([kind]) => kind);
}
