/** Which distributions Barque works on: the one table, instead of conditions all over. */
import { BarqueError } from '../base/errors.ts';
import type { Support } from '../checks/check.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { SystemFact } from '../facts/system.ts';

interface Capability {
  support: Exclude<Support, 'refused'>;
  /**
   * Least versions of the packages whose version decides what we may write: those that the distribution came with.
   * Whatever else a host needs has done the same for many years.
   */
  least: Readonly<Record<string, string>>;
}

/** By `ID` and `VERSION_ID` of os-release(5). */
const DISTRIBUTIONS: Readonly<Record<string, Capability>> = {
  'debian 12': { support: 'tried', least: { haproxy: '2.6.12', keepalived: '1:2.2.7' } },
  'debian 13': { support: 'tried', least: { haproxy: '3.0.11', keepalived: '1:2.3.3' } },
  // HAProxy 2.4.0 and Keepalived 2.2.4, built from their sources, take our files (docs/decisions/0024).
  'ubuntu 22.04': { support: 'untested', least: { haproxy: '2.4', keepalived: '1:2.2.4' } },
  'ubuntu 24.04': { support: 'untested', least: { haproxy: '2.8', keepalived: '1:2.2.8' } },
};

/** What there are bundles for; empty where dpkg is missing, which the distribution tells already. */
const ARCHITECTURES: readonly string[] = ['amd64', 'arm64', ''];

export function supportOf(system: SystemFact): Support {
  if (!ARCHITECTURES.includes(system.architecture)) return 'refused';
  return capabilityOf(system)?.support ?? 'refused';
}

/** The least version of a package that a host's distribution has; undefined: any will do. */
export function leastVersionOf(system: SystemFact, name: string): string | undefined {
  return capabilityOf(system)?.least[name];
}

/** Hosts on whose distribution nobody has tried Barque, by name, and which one each has: `ubuntu 24.04`. */
export function untestedOf(facts: ReadonlyMap<string, HostFacts>): Record<string, string> {
  return Object.fromEntries(
    [...facts]
      .filter(([, { system }]) => supportOf(system) === 'untested')
      .map(([host, { system }]) => [host, nameOf(system)])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
}

function nameOf({ osId, osVersion }: SystemFact): string {
  return `${osId} ${osVersion}`;
}

function capabilityOf(system: SystemFact): Capability | undefined {
  return DISTRIBUTIONS[nameOf(system)];
}

/** Throws unsupported-host for a distribution that Barque does not know; those that are untested pass, and plans say so. */
export function refuseUnsupported(host: string, { system }: HostFacts): void {
  if (supportOf(system) !== 'refused') return;
  throw new BarqueError({
    domain: 'unsupported-host',
    attempted: 'plan for this host',
    where: host,
    cameBack: `it runs ${system.osId || 'an unknown system'} ${system.osVersion} (${system.architecture || 'unknown architecture'})`,
    next: 'Barque works on Debian 12 and 13; Ubuntu 22.04 and 24.04 are accepted, untested.',
  });
}
