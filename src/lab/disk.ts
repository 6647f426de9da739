/** A machine's disk: an overlay on the shared root folder, and plain folders below what containers write. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { vantageAddress } from './addresses.ts';
import { BOUND_FOLDERS, BUNDLE_ON_MACHINES, type MachinePaths } from './layout.ts';
import type { Machine } from './machine.ts';
import { parseMountinfo } from './mountinfo.ts';
import { program } from './program.ts';
import type { LabRecord } from './record.ts';
import { makeHostKey } from './ssh-files.ts';

/** Makes the disk and writes what makes this machine itself. Returns the public line of its host key. */
export async function makeDisk(
  record: LabRecord,
  machine: Machine,
  paths: MachinePaths,
  operatorKey: string,
  signal: AbortSignal,
): Promise<string> {
  await mkdir(paths.disk, { recursive: true });
  await mkdir(paths.root, { recursive: true });
  if (record.diskGiB !== null) {
    await writeFile(paths.image, '');
    await truncate(paths.image, record.diskGiB * 1024 ** 3);
    await program(
      ['mkfs.ext4', '-q', '-m', '0', '-E', 'lazy_itable_init=1,lazy_journal_init=1', paths.image],
      { attempted: 'make a machine’s disk', where: machine.name },
      signal,
    );
    await mountImage(paths, signal);
  }
  for (const folder of [paths.upper, paths.work, ...BOUND_FOLDERS.map(name => join(paths.disk, name))]) {
    await mkdir(folder, { recursive: true, mode: 0o755 });
  }
  const put = async (path: string, text: string, mode = 0o644) => {
    await mkdir(dirname(join(paths.upper, path)), { recursive: true });
    await writeFile(join(paths.upper, path), text, { mode });
  };
  await Promise.all(filesOf(record, machine, operatorKey).map(file => put(file.path, file.text, file.mode)));
  await chmod(join(paths.upper, 'root'), 0o700);
  await chmod(join(paths.upper, 'root/.ssh'), 0o700);
  return await makeHostKey(join(paths.upper, 'etc/ssh'), machine.name, signal);
}

/** Mounts what is not mounted: after a power cut nothing needs to be done, after a half-made start all. */
export async function mountDisk(record: LabRecord, paths: MachinePaths, signal: AbortSignal): Promise<void> {
  const points = new Set(
    parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8')).map(mount => mount.point),
  );
  if (record.diskGiB !== null && !points.has(paths.disk)) await mountImage(paths, signal);
  if (points.has(paths.root)) return;
  const options = `lowerdir=${record.rootfs},upperdir=${paths.upper},workdir=${paths.work}`;
  await program(
    ['mount', '-t', 'overlay', 'overlay', '-o', options, paths.root],
    { attempted: 'mount a machine’s root', where: paths.root },
    signal,
  );
}

async function mountImage(paths: MachinePaths, signal: AbortSignal): Promise<void> {
  await program(
    ['mount', '-o', 'loop', paths.image, paths.disk],
    { attempted: 'mount a machine’s disk', where: paths.image },
    signal,
  );
}

/** The files in which machines of a lab differ. */
export function filesOf(
  record: LabRecord,
  machine: Machine,
  operatorKey: string,
): { path: string; text: string; mode?: number }[] {
  const gateway = vantageAddress(record.subnet);
  const hosts = record.machines.map(({ name, address }) => `${address} ${name}\n`).join('');
  return [
    { path: 'etc/hostname', text: `${machine.name}\n` },
    // A machine id that is there keeps systemd from its first-boot work.
    { path: 'etc/machine-id', text: `${randomUUID().replaceAll('-', '')}\n`, mode: 0o444 },
    { path: 'etc/hosts', text: `127.0.0.1 localhost\n::1 localhost\n${hosts}` },
    // Nobody answers there, at once: a name server outside the lab must never be asked.
    { path: 'etc/resolv.conf', text: `nameserver ${gateway}\n` },
    {
      path: 'etc/systemd/network/10-eth0.network',
      text: `[Match]\nName=eth0\n\n[Network]\nAddress=${machine.address}/24\nGateway=${gateway}\n`,
    },
    { path: 'root/.ssh/authorized_keys', text: `${operatorKey}\n`, mode: 0o600 },
    ...(record.bundle === null
      ? []
      : [
          {
            path: 'etc/apt/sources.list.d/bundle.list',
            text: `deb [trusted=yes] file:${BUNDLE_ON_MACHINES}/apt ./\n`,
          },
        ]),
  ];
}
