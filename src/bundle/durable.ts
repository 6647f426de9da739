/** Files and folders that are on disk before they get their name: what has the name is whole. */
import { constants } from 'node:fs';
import { copyFile, link, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Waits until a file's or folder's content is on disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Every file and folder below `folder`, and itself. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else await syncPath(path);
  }
  await syncPath(folder);
}

/** Gives a finished file its name; the name is on disk afterwards. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncPath(dirname(to));
}

/** A whole file under its name or none: written beside it, then renamed. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.new`;
  const handle = await open(temporary, 'w', 0o644);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await renameDurably(temporary, path);
}

/** The same file under a second name, replacing what is there: a hard link, else a copy that shares blocks where it can. */
export async function placeFile(from: string, to: string): Promise<void> {
  const temporary = `${to}.new`;
  await rm(temporary, { force: true });
  try {
    await link(from, temporary);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Another file system, one without links, or a file of another user (fs.protected_hardlinks).
    if (code !== 'EXDEV' && code !== 'EPERM' && code !== 'EMLINK' && code !== 'ENOTSUP') throw error;
    await copyFile(from, temporary, constants.COPYFILE_FICLONE);
    await syncPath(temporary);
  }
  await rename(temporary, to);
  // rename(2) between two names of one file does nothing and leaves both.
  await rm(temporary, { force: true });
}
