/** Makes a root folder once for each recipe, in the cache; an interrupted make is never trusted. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { hexOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import type { Folders } from '../base/xdg.ts';
import { debianMirror, type SourcesFile } from './apt-sources.ts';
import type { LabEvent } from './event.ts';
import { hostLock, type LockRequest } from './host-lock.ts';
import { rootfsFolder } from './layout.ts';
import { program } from './program.ts';
import {
  DISTRIBUTIONS,
  type Distribution,
  type RootfsRecipe,
  recipeDigest,
  recipeOf,
} from './rootfs-recipe.ts';

export interface RootfsNeeds {
  folders: Folders;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  onEvent: (event: LabEvent) => void;
}

/** Where the root folder of this recipe is or would be. */
export function rootfsPath(folders: Folders, recipe: RootfsRecipe): string {
  return join(rootfsFolder(folders), `${recipe.suite}-${hexOf(recipeDigest(recipe)).slice(0, 16)}`);
}

/** Path of the finished root folder; makes it when there is none (about 45 s). */
export async function rootfs(
  distribution: Distribution,
  needs: RootfsNeeds,
  signal: AbortSignal,
): Promise<string> {
  const recipe = recipeOf(distribution);
  const path = rootfsPath(needs.folders, recipe);
  if (await exists(path)) return path;
  await using _lock = await hostLock(
    {
      ...makingLock(distribution),
      whenHeld: holder => needs.onEvent({ is: 'rootfs-awaited', distribution, pid: holder.pid }),
    },
    signal,
  );
  if (await exists(path)) return path;
  const start = needs.clock.monotonic();
  const mirror = debianMirror(await hostSources());
  if (mirror === undefined) {
    throw new BarqueError({
      domain: 'unsupported-host',
      attempted: 'find a mirror of Debian for the machines',
      where: '/etc/apt',
      cameBack: 'no source there ends in /debian',
      next: 'Add a mirror of Debian to /etc/apt/sources.list.',
    });
  }
  needs.onEvent({ is: 'rootfs-begun', distribution });
  const base = rootfsFolder(needs.folders);
  await mkdir(base, { recursive: true });
  await removeCutOff(base, recipe.suite);
  const making = await mkdtemp(join(base, `.making-${recipe.suite}-`));
  try {
    await debootstrap(recipe, mirror, making, needs, signal);
    await furnish(making, recipe);
    // On disk before it has its name, so that a crash of this host leaves no half root folder that is trusted.
    await program(['sync', '--file-system', making], { attempted: 'write the root folder to disk' }, signal);
    await rename(making, path);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
  needs.onEvent({ is: 'rootfs-made', distribution, ms: needs.clock.monotonic() - start });
  return path;
}

/** Removes what killed makes left in the cache, of every suite that nobody makes just now. */
export async function removeCutOffRootfs(folders: Folders, signal: AbortSignal): Promise<void> {
  const base = rootfsFolder(folders);
  const names = await readdir(base).catch(() => []);
  for (const distribution of DISTRIBUTIONS) {
    const { suite } = recipeOf(distribution);
    if (!names.some(name => name.startsWith(`.making-${suite}-`))) continue;
    try {
      await using _lock = await hostLock({ ...makingLock(distribution), whenHeld: 'refuse' }, signal);
      await removeCutOff(base, suite);
    } catch (error) {
      if (!(error instanceof BarqueError) || error.failure.domain !== 'lock-held') throw error;
    }
  }
}

function makingLock(distribution: Distribution): Omit<LockRequest, 'whenHeld'> {
  return { name: `rootfs-${distribution}`, doing: `make the root folder of ${distribution}` };
}

/** What an earlier make of this suite left when it was killed; called under the lock, so none is alive. */
async function removeCutOff(base: string, suite: string): Promise<void> {
  for (const name of await readdir(base)) {
    if (name.startsWith(`.making-${suite}-`)) await rm(join(base, name), { recursive: true, force: true });
  }
}

async function debootstrap(
  recipe: RootfsRecipe,
  mirror: string,
  target: string,
  needs: RootfsNeeds,
  signal: AbortSignal,
): Promise<void> {
  const proxies = Object.fromEntries(
    Object.entries(needs.env).filter((pair): pair is [string, string] => /_proxy$/i.test(pair[0])),
  );
  // It dies with us, and its own process and mount namespaces take every child and mount of it along.
  await program(
    [
      ...(['setpriv', '--pdeathsig', 'KILL', 'unshare', '--fork', '--pid', '--kill-child'] as const),
      ...['--mount', '--mount-proc', 'debootstrap', '--variant=minbase'],
      ...[`--include=${recipe.packages.join(',')}`, recipe.suite, target, mirror],
    ],
    {
      attempted: `make a root folder of Debian ${recipe.suite}`,
      env: proxies,
      onLine: line => needs.onEvent({ is: 'rootfs-step', text: line.replace(/^I: /, '') }),
    },
    signal,
  );
}

async function furnish(root: string, recipe: RootfsRecipe): Promise<void> {
  const units = join(root, 'etc/systemd/system');
  for (const path of recipe.removed) await rm(join(root, path), { recursive: true, force: true });
  for (const folder of ['var/lib/apt/lists/partial', 'var/cache/apt/archives/partial', 'srv/bundle']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  for (const file of recipe.files) {
    const path = join(root, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text, { mode: file.mode });
  }
  for (const unit of recipe.masked) {
    await rm(join(units, unit), { force: true });
    await symlink('/dev/null', join(units, unit));
  }
  for (const { unit, wantedBy } of recipe.enabled) {
    const wants = join(units, `${wantedBy}.wants`);
    await mkdir(wants, { recursive: true });
    const own = recipe.files.some(file => file.path.endsWith(`/${unit}`));
    await symlink(join(own ? '/etc/systemd/system' : '/usr/lib/systemd/system', unit), join(wants, unit));
  }
}

/** The host's apt sources in the order in which apt reads them. */
async function hostSources(): Promise<SourcesFile[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = (await readdir(folder).catch(() => [])).sort();
  const paths = ['/etc/apt/sources.list', ...names.map(name => join(folder, name))];
  const files = await Promise.all(
    paths.map(async name => ({ name, text: await readFile(name, 'utf8').catch(() => '') })),
  );
  return files.filter(file => /\.(list|sources)$/.test(file.name));
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
