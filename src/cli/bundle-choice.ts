/** Which bundle a command means: a folder, or the cached one for a release and a distribution. */
import { BarqueError } from '../base/errors.ts';
import { APT_FOLDER, type Bundle } from '../bundle/bundle.ts';
import { cachedBundleFolders, defaultBundleFolder } from '../bundle/bundle-folder.ts';
import { DISTRIBUTION_NAMES, type DistributionName } from '../bundle/distributions.ts';
import { openBundleFile } from '../bundle/open-file.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import { canBeMadeOf } from '../spec/plannable.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { Option, Terminal } from './command.ts';

export const KUBERNETES_OPTION: Option = {
  flags: '--kubernetes <version>',
  summary: 'the Kubernetes release, as 1.36.3',
};

export const DISTRIBUTION_OPTION: Option = {
  flags: '--distribution <name>',
  summary: 'what the machines run',
  default: 'debian-13',
  choices: DISTRIBUTION_NAMES,
};

export function kubernetesOf(options: Readonly<Record<string, unknown>>): string | null {
  const given = options['kubernetes'];
  return typeof given === 'string' ? given.replace(/^v/, '') : null;
}

export function distributionOf(options: Readonly<Record<string, unknown>>): DistributionName {
  return options['distribution'] as DistributionName;
}

/** The bundle that was named, else the only one in the cache of which the cluster can be made. Throws usage when there are several. */
export async function bundleFor(spec: ResolvedSpec, named: unknown, terminal: Terminal): Promise<Bundle> {
  if (typeof named === 'string') return readBundle(named);
  const cached = await Promise.all(
    // One that an older Barque made, or never finished, is none.
    (await cachedBundleFolders(terminal.env)).map(folder => readBundle(folder).catch(() => null)),
  );
  const fitting = cached.filter(
    bundle => bundle !== null && canBeMadeOf(spec, bundle.description.kubernetes),
  );
  // A cluster without Kubernetes can be made of any; the smallest is enough.
  const plain = fitting.filter(bundle => bundle?.description.kubernetes === null);
  const choice = spec.kubernetes === null && plain.length > 0 ? plain : fitting;
  if (choice.length === 1) return choice[0]!;
  const version = spec.kubernetes === null ? '' : ` --kubernetes ${spec.kubernetes.version ?? '1.36.3'}`;
  throw new BarqueError({
    domain: choice.length === 0 ? 'configuration' : 'usage',
    attempted: 'choose a bundle',
    cameBack:
      choice.length === 0
        ? 'none that has what the cluster needs has been built on this machine'
        : `there are several:\n${choice.map(bundle => bundle!.folder).join('\n')}`,
    next:
      choice.length === 0
        ? `barque bundle build${version}`
        : 'Name one with --bundle, or in the file as spec.bundle.folder.',
  });
}

/** The folder that was named, else the one for the named release, else the only bundle in the cache. */
export async function chosenBundleFolder(
  named: unknown,
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<string> {
  if (typeof named === 'string') return named;
  const kubernetes = kubernetesOf(options);
  if (kubernetes !== null) {
    return defaultBundleFolder(terminal.env, { kubernetes, distribution: distributionOf(options) });
  }
  const cached = await cachedBundleFolders(terminal.env);
  if (cached.length === 1) return cached[0]!;
  throw new BarqueError({
    domain: cached.length === 0 ? 'configuration' : 'usage',
    attempted: 'choose a bundle',
    cameBack:
      cached.length === 0 ? 'none has been built on this host' : `there are several:\n${cached.join('\n')}`,
    next: cached.length === 0 ? 'barque bundle build' : 'Name one of these folders.',
  });
}

/** `1.36.3`, also when it is written `v1.36.3`; throws usage for anything else. */
export function releaseName(given: unknown): string {
  const match = /^v?(\d+\.\d+\.\d+)$/.exec(String(given));
  if (match !== null) return match[1]!;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'read --kubernetes',
    cameBack: `${JSON.stringify(given)} is not a release`,
    next: 'Write it as 1.36.3.',
  });
}

/** For a new lab: the folder that was named, else the release's bundle, else one without Kubernetes. It must be whole. */
export async function labBundleFolder(
  named: unknown,
  made: { kubernetes: string; distribution: DistributionName },
  terminal: Terminal,
): Promise<string> {
  if (typeof named === 'string') return fitting(await readBundle(named), made.distribution);
  const cached = await cachedBundleFolders(terminal.env);
  const wanted = [made, { ...made, kubernetes: null }].map(each => defaultBundleFolder(terminal.env, each));
  const folder = wanted.find(each => cached.includes(each));
  if (folder !== undefined) return fitting(await readBundle(folder), made.distribution);
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'make machines that can install packages',
    cameBack: `there is no bundle for ${made.distribution} yet; machines get their packages from one`,
    next: `Build one (half a minute; with --kubernetes ${made.kubernetes} a quarter of an hour):\n\n  barque bundle build --distribution ${made.distribution} --parts packages,probe`,
  });
}

/** Its folder, when its packages are whole and for this distribution: machines trust them without a signature. */
async function fitting(bundle: Bundle, distribution: DistributionName): Promise<string> {
  if (bundle.description.distribution !== distribution) {
    throw new BarqueError({
      domain: 'configuration',
      attempted: `make machines of ${distribution} with this bundle`,
      where: bundle.folder,
      cameBack: `its packages are for ${bundle.description.distribution}`,
      next: `barque bundle build --distribution ${distribution} --parts packages,probe`,
    });
  }
  for (const { path } of bundle.description.files) {
    if (path.startsWith(`${APT_FOLDER}/`)) await (await openBundleFile(bundle, path)).close();
  }
  return bundle.folder;
}
