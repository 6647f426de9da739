/** Takes a lab down, whatever state it is in: whole, half made, frozen, or left by a killed process. */
import { rm, rmdir } from 'node:fs/promises';
import { kill } from 'node:process';
import type { Clock } from '../base/clock.ts';
import type { Folders } from '../base/xdg.ts';
import { killGroup, removeGroup, waitUntilEmpty } from './cgroup-group.ts';
import { groupsOfLab, type HostGroups, hostGroups, labsOfGroups, topGroups } from './cgroups.ts';
import type { LabEvent } from './event.ts';
import { hostLock } from './host-lock.ts';
import { labPaths, SYSCTLS_FILE } from './layout.ts';
import { labLock, labsLock } from './locks.ts';
import { labsOfNetns } from './names.ts';
import { deleteNetns, netnsNames, netnsOfLab, pidsInNetns } from './network.ts';
import { checkOwner } from './owner.ts';
import { program } from './program.ts';
import { isNothing, remainsOf } from './remains.ts';
import { removeCutOffRootfs } from './rootfs.ts';
import { restoreSysctls } from './sysctls.ts';

export interface DownNeeds {
  folders: Folders;
  clock: Clock;
  onEvent: (event: LabEvent) => void;
}

/** Returns whether there was anything. Refuses with `lock-held` while another process makes or takes down this lab. */
export async function labDown(lab: string, needs: DownNeeds, signal: AbortSignal): Promise<boolean> {
  await using _lock = await hostLock(labLock(lab, `lab down ${lab}`), signal);
  await checkOwner(lab, labPaths(needs.folders, lab), signal);
  const start = needs.clock.monotonic();
  const there = await removeLab(lab, needs, signal);
  await leaveHostAsFound(signal);
  await removeCutOffRootfs(needs.folders, signal);
  if (there) needs.onEvent({ is: 'lab-gone', lab, ms: needs.clock.monotonic() - start });
  return there;
}

/** Removes all that belongs to the lab; the caller holds its lock. Returns whether there was anything. */
export async function removeLab(lab: string, needs: DownNeeds, signal: AbortSignal): Promise<boolean> {
  const groups = await hostGroups();
  const paths = labPaths(needs.folders, lab);
  if (isNothing(await remainsOf(lab, paths, groups))) return false;
  await endProcesses(lab, groups, needs.clock, signal);
  await deleteNetns(await netnsOfLab(lab), signal);
  const { mounts, folders } = await remainsOf(lab, paths, groups);
  if (mounts.length > 0) await unmount(mounts, signal);
  const left = await groupsOfLab(groups, lab);
  await Promise.all([
    ...left.map(group => removeGroup(group, needs.clock, signal)),
    ...folders.map(folder => rm(folder, { recursive: true, force: true, maxRetries: 3 })),
  ]);
  return true;
}

async function endProcesses(
  lab: string,
  groups: HostGroups,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const unified = (await groupsOfLab(groups, lab)).filter(group => group.startsWith(`${groups.roots[0]}/`));
  await Promise.all(unified.map(group => killGroup(group)));
  await Promise.all(unified.map(group => waitUntilEmpty(group, clock, signal)));
  // Probes, shells and connections that someone left in the vantage or in a machine's namespace.
  for (const pid of await pidsInNetns(await netnsOfLab(lab))) {
    try {
      kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

/** Mount points come innermost first; one that is still busy (a shell stands in it) is detached instead. */
async function unmount(mounts: readonly string[], signal: AbortSignal): Promise<void> {
  for (const mount of mounts) {
    const attempted = { attempted: 'unmount the lab’s disks' };
    await program(['umount', mount], attempted, signal).catch(
      async () => await program(['umount', '--lazy', mount], attempted, signal),
    );
  }
}

/** After the last lab: host-global settings as they were, and no group of ours. */
export async function leaveHostAsFound(signal: AbortSignal): Promise<void> {
  await using _lock = await hostLock(labsLock('look for the last lab'), signal);
  const groups = await hostGroups();
  const alive = [...(await labsOfGroups(groups)), ...labsOfNetns(await netnsNames())];
  if (alive.length > 0) return;
  await restoreSysctls(SYSCTLS_FILE);
  // A group that another `lab up` fills at this moment refuses to go.
  for (const group of await topGroups(groups)) await rmdir(group).catch(() => {});
}
