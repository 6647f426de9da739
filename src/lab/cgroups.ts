/** Where the processes of machines live in the host's control groups, whichever version the host has. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { BarqueError } from '../base/errors.ts';
import { childrenOf } from './cgroup-group.ts';
import { v1Groups } from './cgroup-v1.ts';
import { v2Groups } from './cgroup-v2.ts';
import { parseMountinfo } from './mountinfo.ts';
import { belongsToLab, labsOfNetns, machineNetns } from './names.ts';

export interface MachineLimits {
  memoryBytes: number;
  processes: number;
}

/** How to start a program inside a machine's groups. */
export interface Seat {
  /** Words before the program's own. */
  prefix: readonly string[];
  /** Folder with cgroup.kill, cgroup.freeze and cgroup.events. */
  group: string;
}

export interface HostGroups {
  version: 'v1' | 'v2';
  /** Mount points that may hold groups of ours; the unified tree, which has cgroup.kill, is the first. */
  roots: readonly string[];
  /** Name of the folder below which all labs are. */
  ours: string;
  /** Makes the groups of a machine, with its limits. */
  makeSeat(lab: string, machine: string, limits: MachineLimits): Promise<Seat>;
  /** Kernel words with which the machine's systemd uses the same version. */
  bootWords: readonly string[];
}

/** Reads what this host has; throws `unsupported-host` when processes could not be killed or frozen as one. */
export async function hostGroups(): Promise<HostGroups> {
  const mounts = parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8'));
  const own = await readFile('/proc/self/cgroup', 'utf8');
  const unified = mounts.find(mount => mount.type === 'cgroup2');
  const old = mounts.filter(mount => mount.type === 'cgroup');
  if (unified === undefined) {
    throw new BarqueError({
      domain: 'unsupported-host',
      attempted: 'use this host’s control groups',
      cameBack: 'the unified tree is not mounted; it alone can kill and freeze a machine as a whole',
      next: 'Mount it beside the others:\n\n  mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified',
    });
  }
  return old.length > 0 ? v1Groups(unified, old, own) : v2Groups(unified);
}

/** The groups of a lab's machines in every tree, wherever the process that made them stood. */
export async function groupsOfLab(groups: HostGroups, lab: string): Promise<string[]> {
  return (await machineGroups(groups)).filter(group => belongsToLab(nameOf(group), lab));
}

/** The folder of a machine that has cgroup.kill, whoever made it; undefined when there is none. */
export async function groupOfMachine(
  groups: HostGroups,
  lab: string,
  machine: string,
): Promise<string | undefined> {
  const wanted = machineNetns(lab, machine);
  const found = await machineGroups({ ...groups, roots: groups.roots.slice(0, 1) });
  return found.find(group => nameOf(group) === wanted);
}

/** Labs that have groups. */
export async function labsOfGroups(groups: HostGroups): Promise<string[]> {
  return labsOfNetns((await machineGroups(groups)).map(nameOf));
}

async function machineGroups(groups: HostGroups): Promise<string[]> {
  const tops = await topGroups(groups);
  return (await Promise.all(tops.map(top => childrenOf(top)))).flat();
}

/** A machine's group is named as its namespace is; systemd adds the kind of unit. */
function nameOf(group: string): string {
  return basename(group).replace(/\.scope$/, '');
}

/** Every folder named as ours is, to a depth that a service manager or container of the caller can reach. */
export async function topGroups(groups: HostGroups): Promise<string[]> {
  const found = await Promise.all(groups.roots.map(root => search(root, groups.ours, 6)));
  return found.flat();
}

async function search(folder: string, name: string, depth: number): Promise<string[]> {
  if (depth === 0) return [];
  const children = await childrenOf(folder);
  const here = children.filter(child => basename(child) === name);
  const rest = children.filter(child => basename(child) !== name);
  const below = await Promise.all(rest.map(child => search(child, name, depth - 1)));
  return [...here, ...below.flat()];
}
