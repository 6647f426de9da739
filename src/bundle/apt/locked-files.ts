/** The files of the lock's packages of one use, unpacked for as long as a build needs them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Choice, OnProgress, Workshop } from '../part.ts';
import { unpackInto } from './deb.ts';
import { downloadPackages, fetchByApt } from './download.ts';
import { mirrorsOf } from './mirror.ts';
import type { PackageUse } from './package-lock.ts';
import { type LockedPackage, packageLockPath, readPackageLock } from './package-lock.ts';

/** What decides the bytes of those files: name, version and digest of each package. */
export async function lockedInputs(
  choice: Choice,
  use: PackageUse,
): Promise<Pick<LockedPackage, 'name' | 'version' | 'sha256'>[]> {
  const lock = await readPackageLock(packageLockPath(choice.distribution), choice.distribution);
  return lock.packages
    .filter(locked => locked.use.includes(use))
    .map(({ name, version, sha256 }) => ({ name, version, sha256 }));
}

/** Runs `work` with a folder that holds the unpacked packages; the folder goes afterwards. */
export async function withLockedFiles<T>(
  choice: Choice,
  workshop: Workshop,
  use: PackageUse,
  onProgress: OnProgress,
  signal: AbortSignal,
  work: (unpacked: string) => Promise<T>,
): Promise<T> {
  const lock = await readPackageLock(packageLockPath(choice.distribution), choice.distribution);
  const from = { cache: workshop.cache, mirrors: await mirrorsOf(), fetch: fetchByApt };
  const downloaded = await downloadPackages(lock, use, from, onProgress, signal);
  const unpacked = await mkdtemp(join(tmpdir(), 'barque-unpacked-'));
  try {
    await unpackInto(
      unpacked,
      downloaded.map(({ path }) => path),
      signal,
    );
    return await work(unpacked);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}
