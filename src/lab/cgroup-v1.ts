/** Control groups on a host with version 1 and the unified tree beside it: one group per machine in every tree. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostGroups } from './cgroups.ts';
import type { Mount } from './mountinfo.ts';
import { machineNetns } from './names.ts';
import { TAKE_SEAT } from './take-seat.ts';

const OURS = 'barque-labs';

/** `own` is the text of /proc/self/cgroup: ours are made below the caller's, whose limits so stay in force. */
export function v1Groups(unified: Mount, old: readonly Mount[], own: string): HostGroups {
  const parents = [unified, ...old].map(mount => join(mount.point, ownPath(mount, own)));
  return {
    version: 'v1',
    roots: [unified, ...old].map(mount => mount.point),
    ours: OURS,
    // systemd 256 and newer want the second word before they use version 1.
    bootWords: ['systemd.unified_cgroup_hierarchy=0', 'SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1'],
    makeSeat: async (lab, machine, limits) => {
      const made = await Promise.all(
        [unified, ...old].map(async (mount, at) => {
          const parent = parents[at]!;
          const top = join(parent, OURS);
          const group = join(top, machineNetns(lab, machine));
          await mkdir(group, { recursive: true });
          const has = (controller: string) =>
            mount.type === 'cgroup' && mount.superOptions.includes(controller);
          // A new cpuset group is empty and takes no process until it has processors and memory nodes.
          if (has('cpuset')) await inherit(parent, [top, group], ['cpuset.cpus', 'cpuset.mems']);
          if (has('memory'))
            await writeFile(join(group, 'memory.limit_in_bytes'), String(limits.memoryBytes));
          if (has('pids')) await writeFile(join(group, 'pids.max'), String(limits.processes));
          return group;
        }),
      );
      return {
        prefix: ['/bin/sh', '-c', TAKE_SEAT, 'barque', String(made.length), ...made],
        group: made[0]!,
      };
    },
  };
}

/** The caller's group in the tree of `mount`, relative to its mount point; `/` when it is not listed. */
export function ownPath(mount: Pick<Mount, 'type' | 'superOptions' | 'root'>, own: string): string {
  for (const line of own.trim().split('\n')) {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const matches =
      mount.type === 'cgroup2'
        ? controllers === ''
        : controllers !== '' && controllers.split(',').every(name => mount.superOptions.includes(name));
    if (!matches) continue;
    return mount.root !== '/' && path.startsWith(mount.root) ? path.slice(mount.root.length) || '/' : path;
  }
  return '/';
}

async function inherit(parent: string, groups: readonly string[], files: readonly string[]): Promise<void> {
  for (const file of files) {
    const value = await readFile(join(parent, file), 'utf8');
    for (const group of groups) await writeFile(join(group, file), value);
  }
}
