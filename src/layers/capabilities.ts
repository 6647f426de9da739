/** Which distributions Barque works on: the one table, instead of conditions all over. */
import { BarqueError } from '../base/errors.ts';
import type { Support } from '../checks/check.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { SystemFact } from '../facts/system.ts';

/** By `ID` and `VERSION_ID` of os-release(5). */
const DISTRIBUTIONS: Readonly<Record<string, Support>> = {
  'debian 12': 'tried',
  'debian 13': 'tried',
  'ubuntu 22.04': 'untested',
  'ubuntu 24.04': 'untested',
};

/** What there are bundles for; empty where dpkg is missing, which the distribution tells already. */
const ARCHITECTURES: readonly string[] = ['amd64', 'arm64', ''];

export function supportOf({ osId, osVersion, architecture }: SystemFact): Support {
  if (!ARCHITECTURES.includes(architecture)) return 'refused';
  return DISTRIBUTIONS[`${osId} ${osVersion}`] ?? 'refused';
}

/** Throws unsupported-host for a distribution that Barque does not know; those that are untested pass, and `check` warns. */
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
