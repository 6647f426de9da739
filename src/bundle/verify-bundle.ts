/** Compares every file of a bundle with its description: a flipped byte, a missing file, one too many. */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { Bundle } from './bundle.ts';
import { sha256OfFile } from './file-digest.ts';

export interface Damage {
  /** Relative to the bundle. */
  path: string;
  is: 'missing' | 'changed' | 'not-listed' | 'unreadable';
  /** What was found: a digest, an error. */
  found: string;
}

/** The damaged files, sorted by path; none in a whole bundle. `onProgress` counts bytes. */
export async function verifyBundle(
  bundle: Bundle,
  onProgress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<Damage[]> {
  const { files } = bundle.description;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const damages: Damage[] = [];
  let done = 0;
  for (const { path, sha256, size } of files) {
    try {
      const found = await sha256OfFile(join(bundle.folder, path), signal);
      if (found !== sha256) damages.push({ path, is: 'changed', found: `sha256 ${found}` });
    } catch (error) {
      signal.throwIfAborted();
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      damages.push({ path, is: missing ? 'missing' : 'unreadable', found: messageOf(error) });
    }
    done += size;
    onProgress(done, total);
  }
  const listed = new Set([...files.map(({ path }) => path), 'bundle.json']);
  for (const path of await filesBelow(bundle.folder)) {
    if (!listed.has(path)) damages.push({ path, is: 'not-listed', found: 'bundle.json does not name it' });
  }
  return damages.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Everything below `folder` that is not a folder, as relative paths. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
