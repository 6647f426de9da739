/** Where bundles are kept when nobody says otherwise. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersOf } from '../base/xdg.ts';
import type { DistributionName } from './distributions.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `…/bundles/kubernetes-1.36.3-debian-13`, or `…/bundles/base-debian-13` without Kubernetes. */
export function defaultBundleFolder(
  env: Environment,
  made: { kubernetes: string | null; distribution: DistributionName },
): string {
  const name = made.kubernetes === null ? 'base' : `kubernetes-${made.kubernetes}`;
  return join(foldersOf(env).cache, 'bundles', `${name}-${made.distribution}`);
}

/** The bundles in the cache, sorted. */
export async function cachedBundleFolders(env: Environment): Promise<string[]> {
  const folder = join(foldersOf(env).cache, 'bundles');
  const names = await readdir(folder).catch(() => []);
  return names.sort().map(name => join(folder, name));
}
