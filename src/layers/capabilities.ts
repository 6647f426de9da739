/** Which distributions Barque works on: the one table, instead of conditions all over. */
import { BarqueError } from '../base/errors.ts';
import type { HostFacts } from '../facts/host-facts.ts';

/** `ID` and `VERSION_ID` of os-release(5), each tried on real machines. */
const DISTRIBUTIONS: readonly string[] = ['debian 12', 'debian 13'];

/** Throws unsupported-host for a distribution that nobody has tried. */
export function refuseUnsupported(host: string, { system }: HostFacts): void {
  if (DISTRIBUTIONS.includes(`${system.osId} ${system.osVersion}`)) return;
  throw new BarqueError({
    domain: 'unsupported-host',
    attempted: 'plan for this host',
    where: host,
    cameBack: `it runs ${system.osId || 'an unknown system'} ${system.osVersion}`.trim(),
    next: 'Barque works on Debian 12 and 13.',
  });
}
