/** Refusals before anything is changed: what this host lacks for a lab, and how to give it. */
import { access, constants, readFile, stat, statfs } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';
import { geteuid } from 'node:process';
import { BarqueError } from '../base/errors.ts';
import { sh } from '../base/shell-text.ts';
import type { Folders } from '../base/xdg.ts';
import { hostGroups } from './cgroups.ts';
import { labsFolder } from './layout.ts';
import { PROGRAM_PATH, program } from './program.ts';
import { rootfsPath } from './rootfs.ts';
import { type Distribution, recipeOf } from './rootfs-recipe.ts';

/** Programs that a lab needs, and the Debian package that holds each. */
export const NEEDED_PROGRAMS: readonly { program: string; package: string }[] = [
  { program: 'systemd-nspawn', package: 'systemd-container' },
  { program: 'debootstrap', package: 'debootstrap' },
  { program: 'ip', package: 'iproute2' },
  { program: 'tc', package: 'iproute2' },
  { program: 'nft', package: 'nftables' },
  { program: 'socat', package: 'socat' },
  { program: 'ssh', package: 'openssh-client' },
  { program: 'ssh-keygen', package: 'openssh-client' },
  { program: 'bash', package: 'bash' },
  { program: 'mount', package: 'mount' },
  { program: 'mkfs.ext4', package: 'e2fsprogs' },
  { program: 'nsenter', package: 'util-linux' },
  { program: 'setpriv', package: 'util-linux' },
];

/** A machine with a cluster on it writes about 1 GiB (images unpacked); the root folder takes 0.4 GiB once. */
const DISK_PER_MACHINE = 1024 ** 3;
/** A cluster of four takes about 2 GB; a bare machine 50 MB. */
const MEMORY_PER_MACHINE = 512 * 1024 ** 2;

export interface HostNeeds {
  machines: number;
  distribution: Distribution;
  bundle: string | null;
  folders: Folders;
}

/** Throws the first thing that is missing, programs all at once. Changes nothing. */
export async function checkHost(needs: HostNeeds, signal: AbortSignal): Promise<void> {
  if (platform() !== 'linux') throw refusal(`it is ${platform()}`, 'A lab needs Linux.');
  if (geteuid?.() !== 0) {
    throw refusal('you are not root', 'Namespaces, mounts and control groups need root: use sudo.');
  }
  await checkPrograms();
  await hostGroups();
  await checkKernel();
  await checkNetwork(signal);
  await checkPaths(needs);
  await checkBundle(needs.bundle);
  await checkRoom(needs);
}

async function checkPrograms(): Promise<void> {
  const found = await Promise.all(NEEDED_PROGRAMS.map(async each => await inPath(each.program)));
  const missing = NEEDED_PROGRAMS.filter((_, at) => !found[at]);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(each => each.package))];
  throw refusal(
    `it has no ${missing.map(each => each.program).join(', ')}`,
    `Install what is missing (Debian’s names):\n\n  apt-get install ${packages.join(' ')}`,
  );
}

async function inPath(name: string): Promise<boolean> {
  for (const folder of PROGRAM_PATH.split(':')) {
    if (await canRun(join(folder, name))) return true;
  }
  return false;
}

async function canRun(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What can be read without trying; a module that would load on demand counts as there when modules can load. */
async function checkKernel(): Promise<void> {
  const filesystems = await readFile('/proc/filesystems', 'utf8');
  const loadable = await exists('/lib/modules');
  if (!/\boverlay$/m.test(filesystems) && !loadable) {
    throw refusal('its kernel has no overlay file system', 'Use a kernel with CONFIG_OVERLAY_FS.');
  }
  for (const name of ['net', 'pid', 'mnt', 'uts', 'ipc']) {
    if (!(await exists(`/proc/self/ns/${name}`))) {
      throw refusal(`its kernel has no namespaces of kind ${name}`, 'Use a kernel with all namespaces.');
    }
  }
}

/** Made in a namespace that goes away with the program: nothing on the host changes. */
const TRY_NETWORK = sh`ip link add try0 type veth peer name try1 &&
ip link add try2 type bridge &&
nft add table bridge try`;

async function checkNetwork(signal: AbortSignal): Promise<void> {
  await program(
    ['unshare', '--net', 'sh', '-c', TRY_NETWORK],
    { attempted: 'try cables, switches and packet rules, which a lab needs of this host’s kernel' },
    signal,
  );
}

/** Mount options and ssh_config cannot carry every path. */
export async function checkPaths(needs: HostNeeds): Promise<void> {
  for (const path of [
    labsFolder(needs.folders),
    rootfsPath(needs.folders, recipeOf(needs.distribution)),
    needs.bundle ?? '',
  ]) {
    if (!/[\s,:"\\%]/.test(path)) continue;
    throw refusal(
      `its path ${path} holds a blank or one of , : " \\ %`,
      'Mount options and ssh_config cannot carry it: choose other folders with XDG_STATE_HOME and XDG_CACHE_HOME.',
    );
  }
}

/** A bundle that is named must have packages. */
export async function checkBundle(bundle: string | null): Promise<void> {
  if (bundle === null || (await exists(join(bundle, 'apt')))) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'use the bundle',
    where: bundle,
    cameBack: 'there is no package repository in it (a folder named apt)',
    next: `Build it first:\n\n  barque bundle build --out ${bundle}`,
  });
}

/** Memory and disk for the machines with a cluster on them. */
export async function checkRoom(needs: HostNeeds): Promise<void> {
  const memory = availableBytes(await readFile('/proc/meminfo', 'utf8'));
  const wanted = needs.machines * MEMORY_PER_MACHINE;
  if (memory < wanted) {
    throw refusal(
      `it has ${gib(memory)} GiB of memory available; ${needs.machines} machines with a cluster take about ${gib(wanted)} GiB`,
      'Ask for fewer machines.',
    );
  }
  const { free, isOverlay } = await fileSystemOf(labsFolder(needs.folders));
  if (isOverlay) {
    throw refusal(
      `${labsFolder(needs.folders)} lies on an overlay file system, and machines need overlays of their own there`,
      'Choose a folder on another file system with XDG_STATE_HOME.',
    );
  }
  const disk = (needs.machines + 1) * DISK_PER_MACHINE;
  if (free < disk) {
    throw refusal(
      `${labsFolder(needs.folders)} has ${gib(free)} GiB free; ${needs.machines} machines with a cluster take about ${gib(disk)} GiB`,
      'Ask for fewer machines, or choose another file system with XDG_STATE_HOME.',
    );
  }
}

/** MemAvailable in bytes (proc_meminfo(5)). */
export function availableBytes(meminfo: string): number {
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1] ?? 0) * 1024;
}

/** statfs(2): OVERLAYFS_SUPER_MAGIC. */
const OVERLAY = 0x794c7630;

async function fileSystemOf(path: string): Promise<{ free: number; isOverlay: boolean }> {
  if (!(await exists(path))) return await fileSystemOf(dirname(path));
  const { bavail, bsize, type } = await statfs(path);
  return { free: bavail * bsize, isOverlay: type === OVERLAY };
}

function gib(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

function refusal(cameBack: string, next: string): BarqueError {
  return new BarqueError({
    domain: 'unsupported-host',
    attempted: 'make a lab on this host',
    cameBack,
    next,
  });
}
