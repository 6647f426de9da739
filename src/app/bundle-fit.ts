/** Whether a bundle's programs run on the hosts that shall get them: told before anything is planned. */
import { BarqueError } from '../base/errors.ts';
import type { HostFacts } from '../facts/host-facts.ts';

/** What a bundle was made for. */
export interface MadeFor {
  /** Of its packages, as `debian-13`. Programs and images ask for none: they are linked statically or bring their own. */
  distribution: string;
  /** Debian's word, as `amd64`. */
  architecture: string;
}

/** Hosts that are named before the rest is counted. */
const NAMED = 5;

/** Throws configuration for hosts of another architecture; one that cannot say which it has fits. */
export function refuseUnfit(made: MadeFor, facts: ReadonlyMap<string, HostFacts>): void {
  const others = new Map<string, string[]>();
  for (const [host, { system }] of facts) {
    const { architecture } = system;
    if (architecture === '' || architecture === made.architecture) continue;
    others.set(architecture, [...(others.get(architecture) ?? []), host]);
  }
  if (others.size === 0) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'use this bundle on these hosts',
    cameBack: [
      `its programs are for ${made.architecture}`,
      ...[...others].map(([architecture, hosts]) => `${some(hosts)}: ${architecture}`),
    ].join('\n'),
    next: 'A bundle is for the architecture of the machine on which it is built. Build one on a machine like these, and name it with --bundle. One cluster has one architecture.',
  });
}

function some(hosts: readonly string[]): string {
  const rest = hosts.length - NAMED;
  return rest > 0 ? `${hosts.slice(0, NAMED).join(', ')} and ${rest} more` : hosts.join(', ');
}
