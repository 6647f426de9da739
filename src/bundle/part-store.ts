/** Made parts in the cache: addressed by what decides their bytes, whole or absent, made by one process at a time. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { digestOf, hexOf } from '../base/digest.ts';
import { BundleFile, BundleImage } from './bundle.ts';
import { renameDurably, syncTree, writeDurably } from './durable.ts';
import { sha256OfFile } from './file-digest.ts';
import { withFileLock } from './file-lock.ts';
import type { OnProgress, PartWork } from './part.ts';
import type { PartName } from './part-name.ts';

/** The completion manifest: written last into a part, which then gets its name. */
const PartManifest = z.strictObject({
  format: z.literal('barque.part/v1'),
  part: z.string(),
  inputs: z.json(),
  images: z.array(BundleImage),
  files: z.array(BundleFile),
});

export type PartManifest = z.infer<typeof PartManifest>;

export interface StoredPart {
  /** Holds `part.json` and `files/`. */
  folder: string;
  manifest: PartManifest;
  reused: boolean;
}

export interface PartReports {
  /** Nothing usable is in the cache. */
  onBuilding(): void;
  onProgress: OnProgress;
  onWait(): void;
  onDamaged(path: string): void;
}

/** The part from the cache, or made and put there. Two callers at once: the second waits and reuses. */
export async function storedPart(
  cache: string,
  part: PartName,
  work: PartWork,
  reports: PartReports,
  signal: AbortSignal,
): Promise<StoredPart> {
  const folder = partFolder(cache, part, work);
  // What is damaged is said once, by whoever mends it.
  const known = await wholePart(folder, () => {}, signal);
  if (known !== undefined) return { folder, manifest: known, reused: true };
  return await withFileLock(`${folder}.lock`, reports.onWait, signal, async () => {
    const meanwhile = await wholePart(folder, reports.onDamaged, signal);
    if (meanwhile !== undefined) return { folder, manifest: meanwhile, reused: true };
    await removeLeftovers(folder);
    reports.onBuilding();
    return { folder, manifest: await makePart(folder, part, work, reports, signal), reused: false };
  });
}

export function partFolder(cache: string, part: PartName, work: Pick<PartWork, 'inputs'>): string {
  return join(cache, 'parts', `${part}-${hexOf(digestOf(work.inputs)).slice(0, 16)}`);
}

/** The manifest of a part that is complete and whose files have their digests; undefined otherwise. */
async function wholePart(
  folder: string,
  onDamaged: PartReports['onDamaged'],
  signal: AbortSignal,
): Promise<PartManifest | undefined> {
  const text = await readFile(join(folder, 'part.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const manifest = PartManifest.parse(JSON.parse(text));
    for (const file of manifest.files) {
      const path = join(folder, 'files', file.path);
      const whole = (await sha256OfFile(path, signal).catch(() => '')) === file.sha256;
      signal.throwIfAborted();
      if (!whole) {
        onDamaged(path);
        return undefined;
      }
    }
    return manifest;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
    onDamaged(join(folder, 'part.json'));
    return undefined;
  }
}

async function makePart(
  folder: string,
  part: PartName,
  work: PartWork,
  reports: PartReports,
  signal: AbortSignal,
): Promise<PartManifest> {
  const making = await mkdtemp(`${folder}.making-`);
  try {
    const filesFolder = join(making, 'files');
    await mkdir(filesFolder);
    const { files, images } = await work.build(filesFolder, reports.onProgress, signal);
    const manifest: PartManifest = {
      format: 'barque.part/v1',
      part,
      inputs: work.inputs as PartManifest['inputs'],
      images: [...images].sort(byKey(image => image.name)),
      files: await Promise.all(
        [...files].sort(byKey(file => file.path)).map(async file => {
          const path = join(filesFolder, file.path);
          return { ...file, sha256: await sha256OfFile(path, signal), size: (await stat(path)).size };
        }),
      ),
    };
    await writeDurably(join(making, 'part.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncTree(making);
    signal.throwIfAborted();
    await renameDurably(making, folder);
    return manifest;
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
}

/** What a killed build of this part left; nobody else works here, the lock is ours. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    const path = join(dirname(folder), name);
    if (path === folder || name.startsWith(`${basename(folder)}.making-`)) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function byKey<T>(key: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
