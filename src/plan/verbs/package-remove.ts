/** The verb `package.remove`, its pure half: packages that came with Barque are gone; those that were there before stay. */
import type { Observation } from '../../base/observation.ts';

export interface PackageRemove {
  do: 'package.remove';
}

export function afterPackageRemove(_verb: PackageRemove): Observation {
  return { packages: 'absent' };
}
