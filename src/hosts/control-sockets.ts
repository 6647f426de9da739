/** Folders for OpenSSH's control sockets: one a process, so that what a killed one left can be told and removed. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a folder for one connection below `sockets`, and removes those of processes that are gone: their
 * connections end by ControlPersist alone.
 */
export async function controlFolder(sockets: string, isAlive: (pid: number) => boolean): Promise<string> {
  await mkdir(sockets, { recursive: true, mode: 0o700 });
  for (const name of await readdir(sockets)) {
    const pid = Number(name.split('-')[0]);
    if (!isAlive(pid)) await rm(join(sockets, name), { recursive: true, force: true });
  }
  return mkdtemp(join(sockets, `${process.pid}-`));
}

/** Signal 0 asks without disturbing (kill(2)); EPERM means that somebody else's process has the number. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
