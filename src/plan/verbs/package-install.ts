/** The verb `package.install`, its pure half: these Debian packages in these versions. */
import type { Observation } from '../../base/observation.ts';

/** Less than every version that a package has: whatever there is will do. */
export const ANY_VERSION = '0';

export interface PackageInstall {
  do: 'package.install';
  packages: readonly { name: string; version: string }[];
  /** Whether what apt offers is taken when it is newer; else exactly these versions are installed. */
  orNewer: boolean;
  /** Units that the packages would start at once; they stay masked until `unit.load`. */
  masked: readonly string[];
  /** Variables for apt, `NAME=value` each; how it is fetched decides nothing of what is there. */
  environment: readonly string[];
}

export function afterPackageInstall(verb: PackageInstall): Observation {
  return Object.fromEntries(verb.packages.map(({ name, version }) => [name, version]));
}
