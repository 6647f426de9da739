/** Which version of a package a host is to have: the bundle's, or at least the one that its distribution came with. */
import type { HostFacts } from '../facts/host-facts.ts';
import { ANY_VERSION } from '../plan/verbs/package-install.ts';
import { leastVersionOf } from './capabilities.ts';

/** The packages that a bundle names: of one distribution. */
export interface BundlePackages {
  /** As `debian-13`. */
  distribution: string;
  /** Throws when the bundle does not have it. */
  version(name: string): string;
}

/** Whether the bundle says which packages this host gets; another host's apt offers what its own distribution has. */
export function isFromBundle({ system: { osId, osVersion } }: HostFacts, packages: BundlePackages): boolean {
  return `${osId}-${osVersion}` === packages.distribution;
}

/** The version of a package that a host has at least, when its packages are there. */
export function packageVersionOf(facts: HostFacts, packages: BundlePackages, name: string): string {
  if (isFromBundle(facts, packages)) return packages.version(name);
  return leastVersionOf(facts.system, name) ?? ANY_VERSION;
}
