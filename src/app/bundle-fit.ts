/** Whether a bundle's packages and programs are for the hosts that shall get them: told before anything is planned. */
import { BarqueError } from '../base/errors.ts';
import type { HostFacts } from '../facts/host-facts.ts';

/** What a bundle was made for. */
export interface MadeFor {
  /** As `debian-13`. */
  distribution: string;
  /** Debian's word, as `amd64`. */
  architecture: string;
}

/** Hosts that are named before the rest is counted. */
const NAMED = 5;

/** Throws configuration for hosts of another distribution or architecture; one that cannot say which it has fits. */
export function refuseUnfit(made: MadeFor, facts: ReadonlyMap<string, HostFacts>): void {
  const others = new Map<string, string[]>();
  for (const [host, { system }] of facts) {
    const { osId, osVersion, architecture } = system;
    const is = { distribution: `${osId}-${osVersion}`, architecture: architecture || made.architecture };
    if (is.distribution === made.distribution && is.architecture === made.architecture) continue;
    const words = wordsOf(is);
    others.set(words, [...(others.get(words) ?? []), host]);
  }
  const [first] = others;
  if (first === undefined) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'use this bundle on these hosts',
    cameBack: [
      `it was made for ${wordsOf(made)}`,
      ...[...others].map(([words, hosts]) => `${some(hosts)}: ${words}`),
    ].join('\n'),
    next: `Its packages would not install there. One bundle is for one distribution and architecture, that of the machine on which it is built; name another one with --bundle, or build it:\n\n  barque bundle build --distribution ${first[0].split(' ')[0]}`,
  });
}

function wordsOf({ distribution, architecture }: MadeFor): string {
  return `${distribution} (${architecture})`;
}

function some(hosts: readonly string[]): string {
  const rest = hosts.length - NAMED;
  return rest > 0 ? `${hosts.slice(0, NAMED).join(', ')} and ${rest} more` : hosts.join(', ');
}
