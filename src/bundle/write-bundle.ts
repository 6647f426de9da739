/** Puts parts together into a bundle's folder: bundle.json goes first when something changes, and comes back last. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import { canonicalJson } from '../base/json.ts';
import { APT_FOLDER, type BundleDescription, type BundleFile } from './bundle.ts';
import { placeFile, syncTree, writeDurably } from './durable.ts';
import type { StoredPart } from './part-store.ts';
import { readBundle } from './read-bundle.ts';
import { filesBelow, verifyBundle } from './verify-bundle.ts';

/** The description of these parts together. Throws BarqueError (bug) when two parts disagree about a file. */
export function describeBundle(
  about: Pick<BundleDescription, 'kubernetes' | 'distribution' | 'architecture' | 'parts'>,
  parts: readonly StoredPart[],
): BundleDescription {
  const files = new Map<string, BundleFile>();
  for (const file of parts.flatMap(({ manifest }) => manifest.files)) {
    const known = files.get(file.path);
    if (known !== undefined && known.sha256 !== file.sha256) {
      throw new BarqueError({
        domain: 'bug',
        attempted: 'put the parts of a bundle together',
        where: file.path,
        cameBack: 'two parts make different files of this name',
      });
    }
    // A blob that two parts share keeps what the first says about it.
    if (known === undefined) files.set(file.path, file);
  }
  return {
    format: 'barque.bundle/v1',
    kubernetes: about.kubernetes,
    distribution: about.distribution,
    architecture: about.architecture,
    provenance: 'go-modules',
    parts: about.parts,
    images: parts.flatMap(({ manifest }) => manifest.images).sort((a, b) => (a.name < b.name ? -1 : 1)),
    files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Makes `folder` hold exactly this bundle. A folder that holds something else is refused. */
export async function writeBundle(
  folder: string,
  description: BundleDescription,
  parts: readonly StoredPart[],
  signal: AbortSignal,
): Promise<void> {
  if (await isWhole(folder, description, signal)) return;
  await refuseForeignFolder(folder);
  await mkdir(folder, { recursive: true });
  await rm(join(folder, 'bundle.json'), { force: true });
  for (const path of await filesBelow(folder)) {
    if (!description.files.some(file => file.path === path)) await rm(join(folder, path));
  }
  const made = new Set<string>();
  for (const part of parts) {
    for (const { path } of part.manifest.files) {
      signal.throwIfAborted();
      const target = join(folder, path);
      if (!made.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
      made.add(dirname(target));
      await placeFile(join(part.folder, 'files', path), target);
    }
  }
  await syncTree(folder);
  const written = { ...description, digest: digestOf(description) };
  await writeDurably(join(folder, 'bundle.json'), `${JSON.stringify(written, null, 2)}\n`);
}

async function isWhole(
  folder: string,
  description: BundleDescription,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const bundle = await readBundle(folder);
    if (canonicalJson(bundle.description) !== canonicalJson(description)) return false;
    return (await verifyBundle(bundle, () => {}, signal)).length === 0;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BarqueError) return false;
    throw error;
  }
}

/** Names that a bundle's folder may hold, also a half-written one. */
const OWN = new Set(['bundle.json', 'bundle.json.new', APT_FOLDER, 'images', 'programs']);

/** Throws BarqueError (configuration) when the folder holds what no bundle holds; asked before anything is built, too. */
export async function refuseForeignFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const foreign = names.filter(name => !OWN.has(name));
  if (foreign.length === 0) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'write the bundle',
    where: folder,
    cameBack: `the folder holds something that is no part of a bundle: ${foreign.slice(0, 5).join(', ')}`,
    next: 'Name an empty or new folder with --out.',
  });
}
