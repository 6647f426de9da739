/** Makes the lock of Debian packages from the archives' indexes: pure. */
import { BarqueError } from '../../base/errors.ts';
import type { DistributionName } from '../distributions.ts';
import { closureOf, indexPackages, minimalSystem, UnmetRelation } from './closure.ts';
import type { ControlParagraph } from './control-paragraph.ts';
import type { ArchiveIndex } from './fetch-index.ts';
import type { PackageLock, PackageUse } from './package-lock.ts';

/**
 * What is asked for by name. host: what kubeadm's preflight checks look for (conntrack, ip, iptables, mount, ethtool,
 * socat, tc; mount is in every system), our balancers, and sysctl and modprobe · image: what kube-proxy and flannel run ·
 * build: what runc's seccomp support is linked with.
 */
export const ASKED: Readonly<Record<PackageUse, readonly string[]>> = {
  host: [
    'conntrack',
    'ethtool',
    'haproxy',
    'iproute2',
    'iptables',
    'keepalived',
    'kmod',
    'nftables',
    'procps',
    'socat',
  ],
  image: ['conntrack', 'iptables', 'nftables'],
  build: ['libseccomp-dev'],
};

/** The lock for the newest versions in these archives. Throws BarqueError when a dependency cannot be met. */
export function makePackageLock(
  distribution: DistributionName,
  architecture: string,
  archives: readonly ArchiveIndex[],
): PackageLock {
  const archiveOf = new Map<ControlParagraph, ArchiveIndex['archive']>();
  for (const { archive, packages } of archives) {
    for (const paragraph of packages) archiveOf.set(paragraph, archive);
  }
  const index = indexPackages(archiveOf.keys());
  const minimal = minimalSystem(index);
  const uses = new Map<string, { use: PackageUse[]; neededBy: Set<string> }>();
  // Images start from nothing; builds take only what was asked for, not its run-time dependencies.
  const present = { host: minimal, image: new Set<string>(), build: new Set(index.byName.keys()) };
  for (const use of ['host', 'image', 'build'] as const) {
    for (const { name, neededBy } of met(distribution, () => closureOf(index, ASKED[use], present[use]))) {
      const entry = uses.get(name) ?? { use: [], neededBy: new Set() };
      entry.use.push(use);
      for (const by of neededBy) entry.neededBy.add(by);
      uses.set(name, entry);
    }
  }
  return {
    format: 'barque.packages/v1',
    distribution,
    architecture,
    released: newest(archives.map(({ released }) => released)),
    packages: [...uses]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { use, neededBy }]) => {
        const paragraph = index.byName.get(name)!;
        return {
          name,
          version: paragraph['Version']!,
          architecture: paragraph['Architecture']!,
          sha256: paragraph['SHA256']!,
          size: Number(paragraph['Size']),
          archive: archiveOf.get(paragraph)!,
          filename: paragraph['Filename']!,
          use,
          askedFor: use.filter(one => ASKED[one].includes(name)),
          neededBy: [...neededBy].sort(),
        };
      }),
  };
}

function met<T>(distribution: DistributionName, resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    if (!(error instanceof UnmetRelation)) throw error;
    throw new BarqueError(
      {
        domain: 'configuration',
        attempted: `choose the packages of ${distribution}`,
        cameBack: error.message,
        next: 'The mirror may be half-way through an update: try again in a while.',
      },
      error,
    );
  }
}

/** The latest of dates as Release files write them. */
function newest(dates: readonly string[]): string {
  return [...dates].sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? '';
}
