/** A machine as a program: systemd-nspawn's words, and its start as a process that outlives this one. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BarqueError } from '../base/errors.ts';
import type { HostGroups, Seat } from './cgroups.ts';
import { BOUND_FOLDERS, BUNDLE_ON_MACHINES, type MachinePaths } from './layout.ts';
import type { Machine } from './machine.ts';
import { machineNetns } from './names.ts';
import { NETNS_FOLDER } from './network.ts';
import { PROGRAM_PATH } from './program.ts';
import type { LabRecord } from './record.ts';

const SYSRQ = '/proc/sysrq-trigger';

/** systemd-nspawn(1) and, after its own options, the kernel words for the machine's systemd. */
export function nspawnWords(
  record: LabRecord,
  machine: Machine,
  paths: MachinePaths,
  groups: Pick<HostGroups, 'bootWords'>,
): string[] {
  const name = machineNetns(record.name, machine.name);
  return [
    ...['systemd-nspawn', '--quiet', '--boot', '--register=no', '--keep-unit', '--settings=no'],
    ...['--directory', paths.root, `--machine=${name}`, `--hostname=${machine.name}`],
    `--network-namespace-path=${NETNS_FOLDER}/${name}`,
    // Containers need nearly all capabilities; the clock and the kernel's modules belong to the host.
    ...['--capability=all', '--drop-capability=CAP_SYS_TIME,CAP_SYS_MODULE'],
    ...['--system-call-filter=@keyring bpf', '--console=pipe', '--resolv-conf=off', '--timezone=off'],
    '--link-journal=no',
    // kubelet reads /dev/kmsg.
    ...['--bind=/dev/kmsg', '--bind=/dev/fuse'],
    // Where a kernel has it, it would reach the host.
    ...(existsSync(SYSRQ) ? [`--bind-ro=/dev/null:${SYSRQ}`] : []),
    ...BOUND_FOLDERS.map(folder => `--bind=${join(paths.disk, folder)}:/var/lib/${folder}`),
    ...(record.bundle === null ? [] : [`--bind-ro=${record.bundle}:${BUNDLE_ON_MACHINES}`]),
    ...groups.bootWords,
    'systemd.show_status=error',
  ];
}

/** Rejects when the machine ends; resolves never. Its promise need not be awaited. */
export interface Running {
  ended: Promise<never>;
  /** From here on its end is nobody's concern, and this process may end too. */
  release(): void;
}

/** Starts the machine in its own session, so that it goes on when this process ends. */
export async function launch(
  seat: Seat,
  words: readonly string[],
  machine: string,
  paths: MachinePaths,
): Promise<Running> {
  const [file, ...args] = [...seat.prefix, ...words];
  const log = await open(paths.console, 'w', 0o600);
  const child = spawn(file!, args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    cwd: '/',
    env: {
      PATH: PROGRAM_PATH,
      // kubelet and containerd must write below /proc/sys and /sys/fs/cgroup.
      SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'yes',
      // Its lock files stay behind when it is killed; our own lock keeps the folder ours.
      SYSTEMD_NSPAWN_LOCK: '0',
    },
  });
  await log.close();
  child.unref();
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', code => {
      void readFile(paths.console, 'utf8')
        .catch(() => '')
        .then(text => {
          reject(
            new BarqueError({
              domain: 'unsupported-host',
              attempted: 'start a machine',
              where: machine,
              cameBack: text.trim().split('\n').slice(-15).join('\n') || `systemd-nspawn ended with ${code}`,
            }),
          );
        });
    });
  });
  ended.catch(() => {});
  return { ended, release: () => child.removeAllListeners() };
}
