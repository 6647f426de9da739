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
          if (has('cpu') && (await mayRaiseLimits())) await grantRealTime(top, group);
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

/**
 * Keepalived asks for real-time priority, and a server of one's own grants it. In a group of version 1 nothing is granted
 * but what the group was given (Documentation/scheduler/sched-rt-group.rst). A sixteenth of each processor is for fourteen
 * machines; Keepalived uses a fiftieth. Who has used it up stands still to the period's end, so that is shorter than the
 * silence after which a backup takes the VIP (600 ms by default).
 */
const REAL_TIME = { ofAllUs: 900_000, ofMachineUs: 25_000, periodUs: 400_000 } as const;

/** CAP_SYS_RESOURCE (linux/capability.h), as a bit of /proc/self/status. */
const SYS_RESOURCE = 1n << 24n;

/**
 * Whether programs in a machine may raise a limit that they have lowered. Keepalived 2.3.3 sets its limit of real time to
 * nothing when it is reloaded and raises it again; where it may not, the kernel kills it at the next tick of its clock, and
 * the VIP is away for a second time (seen in a lab on such a host). Without real time it has no such limit.
 */
async function mayRaiseLimits(): Promise<boolean> {
  const [, held = '0'] = /^CapEff:\t([0-9a-f]+)$/m.exec(await readFile('/proc/self/status', 'utf8')) ?? [];
  return (BigInt(`0x${held}`) & SYS_RESOURCE) !== 0n;
}

/** Without effect where the caller's own group has none to give, or other machines have taken it all. */
async function grantRealTime(top: string, group: string): Promise<void> {
  try {
    await writeFile(join(top, 'cpu.rt_runtime_us'), String(REAL_TIME.ofAllUs));
    await writeFile(join(group, 'cpu.rt_period_us'), String(REAL_TIME.periodUs));
    await writeFile(join(group, 'cpu.rt_runtime_us'), String(REAL_TIME.ofMachineUs));
  } catch {}
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
