/** Chosen programs of unpacked Debian packages with exactly the libraries that they load, as entries of a layer. */
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { BarqueError } from '../../base/errors.ts';
import { elfNeeds } from './elf.ts';
import type { TarEntry } from './tar.ts';

/** Debian's name for the folder of libraries of an architecture. */
export function tripletOf(architecture: string): string {
  return architecture === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
}

/**
 * `roots`: paths below /usr of programs; all plugins in `pluginFolders` come along. /bin, /lib … become links into /usr,
 * as on every Debian, also where packages still name the old places. Throws BarqueError when a library is in no package.
 */
export async function debianFiles(
  unpacked: string,
  roots: readonly string[],
  pluginFolders: readonly string[],
  architecture: string,
): Promise<TarEntry[]> {
  const libraries = `lib/${tripletOf(architecture)}`;
  const entries = new Map<string, TarEntry>();
  const queue = [...roots];
  for (const folder of pluginFolders) {
    const names = await readdir(join(unpacked, 'usr', folder));
    queue.push(...names.filter(name => name.endsWith('.so')).map(name => `${folder}/${name}`));
  }
  for (const path of queue) {
    if (entries.has(`usr/${path}`)) continue;
    const found = await locate(unpacked, path);
    if (found === undefined) {
      throw new BarqueError({
        domain: 'bug',
        attempted: 'collect the libraries of an image',
        where: path,
        cameBack: 'no package of the lock has it',
      });
    }
    const stat = await lstat(found);
    if (stat.isSymbolicLink()) {
      const to = await readlink(found);
      entries.set(`usr/${path}`, { is: 'link', path: `usr/${path}`, to });
      // Inside the unpacked packages, never by this host's own files: an absolute target starts at their root.
      queue.push(posix.resolve('/usr', posix.dirname(path), to).replace(/^\/(usr\/)?/, ''));
      continue;
    }
    const content = await readFile(found);
    const needs = elfNeeds(content);
    const mode = stat.mode & 0o111 ? 0o755 : 0o644;
    entries.set(`usr/${path}`, { is: 'file', path: `usr/${path}`, mode, content });
    for (const name of needs?.libraries ?? []) queue.push(`${libraries}/${name}`);
    if (needs?.interpreter !== undefined) queue.push(needs.interpreter.replace(/^\/(usr\/)?/, ''));
  }
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
    entries.set(name, { is: 'link', path: name, to: `usr/${name}` });
  }
  return [...entries.values()];
}

/** In /usr, or in the place of before /usr was merged. */
async function locate(unpacked: string, path: string): Promise<string | undefined> {
  for (const candidate of [join(unpacked, 'usr', path), join(unpacked, path)]) {
    const exists = await lstat(candidate).then(
      () => true,
      () => false,
    );
    if (exists) return candidate;
  }
  return undefined;
}
