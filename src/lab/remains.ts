/** Everything of a lab that this host holds, found by names and paths: no record needs to be true for it. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { groupsOfLab, type HostGroups } from './cgroups.ts';
import type { LabPaths } from './layout.ts';
import { mountsBelow, parseMountinfo } from './mountinfo.ts';
import { belongsToLab } from './names.ts';
import { netnsOfLab } from './network.ts';

export interface Remains {
  netns: readonly string[];
  /** Mount points, the last made first. */
  mounts: readonly string[];
  groups: readonly string[];
  /** Folders that are the lab's alone: its own, and what systemd-nspawn leaves when it is killed. */
  folders: readonly string[];
}

/** Where systemd-nspawn keeps a folder for each machine by name. */
const NSPAWN_FOLDERS = ['/run/systemd/nspawn/propagate', '/run/systemd/nspawn/unix-export'];

export async function remainsOf(lab: string, paths: LabPaths, groups: HostGroups): Promise<Remains> {
  const [netns, mountinfo, ownGroups, nspawn, folder] = await Promise.all([
    netnsOfLab(lab),
    readFile('/proc/self/mountinfo', 'utf8'),
    groupsOfLab(groups, lab),
    Promise.all(NSPAWN_FOLDERS.map(async parent => await nspawnFolders(parent, lab))),
    stat(paths.folder).then(
      () => [paths.folder],
      () => [],
    ),
  ]);
  const folders = [...folder, ...nspawn.flat()];
  const mounts = parseMountinfo(mountinfo);
  return {
    netns,
    mounts: folders
      .concat(paths.folder)
      .flatMap((each, at, all) => (all.indexOf(each) === at ? mountsBelow(mounts, each) : [])),
    groups: ownGroups,
    folders,
  };
}

export function isNothing(remains: Remains): boolean {
  return Object.values(remains).every((list: readonly string[]) => list.length === 0);
}

async function nspawnFolders(parent: string, lab: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  return names.filter(name => belongsToLab(name, lab)).map(name => join(parent, name));
}
