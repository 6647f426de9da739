/** Hosts in maintenance are left alone by plans; where nothing can be planned without them, they are named. */
import { BarqueError } from '../base/errors.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

/** Names of those that are; throws configuration when they alone hold the authorities that every plan needs. */
export function inMaintenance(
  { name, kubernetes, hosts }: Pick<ResolvedSpec, 'name' | 'kubernetes' | 'hosts'>,
  facts: ReadonlyMap<string, HostFacts>,
): string[] {
  const away = [...facts].filter(([, of]) => of.maintenance !== null).map(([host]) => host);
  if (kubernetes === null) return away;
  const planes = hosts.filter(({ roles }) => roles.includes('control-plane')).map(each => each.name);
  const holders = planes.filter(host => (facts.get(host)?.kubernetes.authorities ?? null) !== null);
  if (holders.length === 0 || holders.some(host => !away.includes(host))) return away;
  const [first, ...others] = holders;
  throw new BarqueError({
    domain: 'configuration',
    attempted: `plan for the cluster ${name}`,
    cameBack: `${holders.join(', ')} ${others.length === 0 ? 'is' : 'are'} in maintenance, and no other control plane that answers has the cluster’s authorities`,
    next: `When the work there is done:\n\n  barque node return ${first}`,
  });
}
