/** An empty disk in the place of a machine's own, as if the machine had just been made. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDisk } from './disk.ts';
import { machinePaths } from './layout.ts';
import type { Machine } from './machine.ts';
import { mountsBelow, parseMountinfo } from './mountinfo.ts';
import { program } from './program.ts';
import type { Lab } from './record.ts';

const HOST_KEY = /^ssh_host_.*_key(\.pub)?$/;

/**
 * The machine must be off. Its SSH host key is put back, as whoever replaces a disk does from a backup: a changed one is
 * another fault.
 */
export async function renewDisk(
  { record, paths }: Lab,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> {
  const own = machinePaths(paths, machine.name);
  const folder = join(own.upper, 'etc/ssh');
  const names = (await readdir(folder)).filter(name => HOST_KEY.test(name));
  const keys = await Promise.all(
    names.map(async name => ({ name, content: await readFile(join(folder, name)) })),
  );
  const mounts = parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8'));
  for (const point of mountsBelow(mounts, own.folder))
    await program(['umount', point], { attempted: 'unmount a machine’s disk', where: point }, signal);
  await rm(own.disk, { recursive: true, maxRetries: 3 });
  await rm(own.image, { force: true });
  const operatorKey = (await readFile(`${paths.key}.pub`, 'utf8')).trim();
  await makeDisk(record, machine, own, operatorKey, signal);
  for (const { name, content } of keys) await writeFile(join(folder, name), content);
}
