/** What each distribution can do: the one table, instead of conditions all over. */
import { BarqueError } from '../base/errors.ts';
import type { HostFacts } from '../facts/host-facts.ts';

export interface Capabilities {
  /** Keepalived ≥ 2.3.2 takes script intervals below a second (its change log); older ones whole seconds. */
  subSecondScripts: boolean;
}

/** By `ID` and `VERSION_ID` of os-release(5). */
const DISTRIBUTIONS: Readonly<Record<string, Capabilities>> = {
  // keepalived 2.2.7
  'debian 12': { subSecondScripts: false },
  // keepalived 2.3.3
  'debian 13': { subSecondScripts: true },
};

/** Throws unsupported-host for a distribution that nobody has tried. */
export function capabilitiesOf(host: string, { system }: HostFacts): Capabilities {
  const known = DISTRIBUTIONS[`${system.osId} ${system.osVersion}`];
  if (known !== undefined) return known;
  throw new BarqueError({
    domain: 'unsupported-host',
    attempted: 'plan for this host',
    where: host,
    cameBack: `it runs ${system.osId || 'an unknown system'} ${system.osVersion}`.trim(),
    next: 'Barque works on Debian 12 and 13.',
  });
}
