/** Builds a bundle: each part from the cache or made, then all of them put together. */
import { join, resolve } from 'node:path';
import { digestOfText, hexOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import { foldersOf } from '../base/xdg.ts';
import { debianArchitecture } from './architecture.ts';
import type { Bundle } from './bundle.ts';
import { defaultBundleFolder } from './bundle-folder.ts';
import type { DistributionName } from './distributions.ts';
import type { OnBundleEvent } from './events.ts';
import { withFileLock } from './file-lock.ts';
import type { Part, Workshop } from './part.ts';
import type { PartName } from './part-name.ts';
import { type StoredPart, storedPart } from './part-store.ts';
import { PARTS } from './parts/all.ts';
import { readBundle } from './read-bundle.ts';
import { describeBundle, refuseForeignFolder, writeBundle } from './write-bundle.ts';

export interface BundleWish {
  /** `1.36.3`; null for a bundle without Kubernetes. */
  kubernetes: string | null;
  distribution: DistributionName;
  /** Absent: all parts, or those that need no Kubernetes version. */
  parts?: readonly PartName[];
  /** Absent: a folder in the cache, named for what is in it. */
  out?: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Builds or reuses what is wished for and returns the bundle. Throws BarqueError. */
export async function buildBundle(
  wish: BundleWish,
  onEvent: OnBundleEvent,
  signal: AbortSignal,
  known: readonly Part[] = PARTS,
): Promise<Bundle> {
  const started = performance.now();
  const choice = {
    kubernetes: wish.kubernetes,
    distribution: wish.distribution,
    architecture: debianArchitecture(),
  };
  const chosen = chooseParts(wish, known);
  const workshop: Workshop = { cache: foldersOf(wish.env).cache, env: wish.env };
  const folder = resolve(wish.out ?? defaultBundleFolder(wish.env, choice));
  await refuseForeignFolder(folder);
  const stored: StoredPart[] = [];
  for (const [index, part] of chosen.entries()) {
    stored.push(await onePart(part, { index: index + 1, of: chosen.length }));
  }
  const description = describeBundle({ ...choice, parts: chosen.map(({ name }) => name) }, stored);
  // One writer per folder; the lock lies in the cache, so that a bundle holds only its own files.
  const lock = join(workshop.cache, 'locks', `bundle-${hexOf(digestOfText(folder)).slice(0, 16)}`);
  await withFileLock(
    lock,
    () => {},
    signal,
    () => writeBundle(folder, description, stored, signal),
  );
  onEvent({
    is: 'bundle-written',
    folder,
    files: description.files.length,
    bytes: description.files.reduce((sum, { size }) => sum + size, 0),
    elapsedMs: performance.now() - started,
  });
  return await readBundle(folder);

  async function onePart(part: Part, position: { index: number; of: number }): Promise<StoredPart> {
    const begun = performance.now();
    const work = await part.prepare(choice, workshop, signal);
    const about = { part: part.name, subject: work.subject, ...position };
    const reports = {
      onBuilding: () => onEvent({ is: 'part-building', ...about, coldSeconds: work.coldSeconds }),
      onProgress: (done: number, of: number, unit: 'bytes' | 'programs') =>
        onEvent({ is: 'part-progress', part: part.name, done, of, unit }),
      onWait: () => onEvent({ is: 'part-waiting', part: part.name }),
      onDamaged: (path: string) => onEvent({ is: 'part-damaged', part: part.name, path }),
    };
    const made = await storedPart(workshop.cache, part.name, work, reports, signal);
    onEvent({ is: 'part-done', ...about, reused: made.reused, elapsedMs: performance.now() - begun });
    return made;
  }
}

/** In the order of `known`, whatever the order in which they were asked for. */
function chooseParts(wish: BundleWish, known: readonly Part[]): Part[] {
  if (wish.parts === undefined) {
    return known.filter(({ followsKubernetes }) => wish.kubernetes !== null || !followsKubernetes);
  }
  const chosen = known.filter(({ name }) => wish.parts!.includes(name));
  const needing = chosen.filter(({ followsKubernetes }) => followsKubernetes && wish.kubernetes === null);
  if (needing.length === 0) return chosen;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'build the bundle',
    cameBack: `the versions of ${needing.map(({ name }) => name).join(', ')} follow from a Kubernetes release, and none is given`,
    next: `barque bundle build --kubernetes 1.36.3 --parts ${wish.parts.join(',')}`,
  });
}
