/** The Go modules in upstream/: where they are, and the digest of all that we wrote there. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Digest, digestOf, digestOfText } from '../../base/digest.ts';

export function upstreamFolder(program: string): string {
  return fileURLToPath(new URL(`../../../upstream/${program}`, import.meta.url));
}

/** Digest over names and contents of a module's files, tests left out: with go.sum it fixes every source line of a build. */
export async function digestOfModule(folder: string): Promise<Digest> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(entry => entry.isFile() && !entry.name.endsWith('_test.go'))
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return digestOf(
    await Promise.all(paths.map(async path => [path, digestOfText(await readFile(join(folder, path)))])),
  );
}
