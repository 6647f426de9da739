/** Renews a distribution's lock of packages from the mirror that this host's apt uses. */
import { readFile } from 'node:fs/promises';
import { fetchIndexes } from './apt/fetch-index.ts';
import { mirrorsOf } from './apt/mirror.ts';
import {
  type LockedPackage,
  packageLockPath,
  printPackageLock,
  readPackageLock,
} from './apt/package-lock.ts';
import { makePackageLock } from './apt/refresh.ts';
import { debianArchitecture } from './architecture.ts';
import { DISTRIBUTIONS, type DistributionName } from './distributions.ts';
import { writeDurably } from './durable.ts';

export interface LockChange {
  name: string;
  /** Null when it was not in the lock. */
  from: string | null;
  /** Null when it is no longer needed. */
  to: string | null;
}

export interface RenewedLock {
  path: string;
  packages: number;
  /** Sorted by name. */
  changes: LockChange[];
}

/** Writes the lock file; leaves it alone when no package changes. Throws BarqueError. */
export async function renewPackageLock(
  distribution: DistributionName,
  signal: AbortSignal,
): Promise<RenewedLock> {
  const path = packageLockPath(distribution);
  const exists = await readFile(path).then(
    () => true,
    () => false,
  );
  const before = exists ? (await readPackageLock(path, distribution)).packages : [];
  const indexes = await fetchIndexes(
    DISTRIBUTIONS[distribution],
    debianArchitecture(),
    await mirrorsOf(),
    signal,
  );
  const lock = makePackageLock(distribution, debianArchitecture(), indexes);
  const changes = changesBetween(before, lock.packages);
  if (changes.length > 0 || JSON.stringify(before) !== JSON.stringify(lock.packages)) {
    await writeDurably(path, printPackageLock(lock));
  }
  return { path, packages: lock.packages.length, changes };
}

export function changesBetween(
  before: readonly Pick<LockedPackage, 'name' | 'version'>[],
  after: readonly Pick<LockedPackage, 'name' | 'version'>[],
): LockChange[] {
  const [old, renewed] = [versions(before), versions(after)];
  return [...new Set([...old.keys(), ...renewed.keys()])]
    .sort()
    .map(name => ({ name, from: old.get(name) ?? null, to: renewed.get(name) ?? null }))
    .filter(({ from, to }) => from !== to);
}

function versions(packages: readonly Pick<LockedPackage, 'name' | 'version'>[]): Map<string, string> {
  return new Map(packages.map(({ name, version }) => [name, version]));
}
