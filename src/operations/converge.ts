/** The operation that creates, grows, changes and repairs: what every layer wants, whatever the hosts look like now. */
import type { HostFacts } from '../facts/host-facts.ts';
import { refuseUnsupported } from '../layers/capabilities.ts';
import { choose } from '../layers/chosen.ts';
import { LAYERS } from '../layers/layers.ts';
import type { DesiredChange } from '../plan/desired.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

/** `facts` holds the hosts that were reached. */
export function converge(
  spec: ResolvedSpec,
  facts: ReadonlyMap<string, HostFacts>,
  packageVersion: (name: string) => string,
): DesiredChange[] {
  const hosts = spec.hosts.flatMap(host => {
    const known = facts.get(host.name);
    return known === undefined ? [] : [{ host, facts: known }];
  });
  const byName = [...hosts].sort((a, b) => (a.host.name < b.host.name ? -1 : 1));
  for (const { host, facts: of } of byName) refuseUnsupported(host.name, of);
  const chosen = choose(
    spec,
    byName.map(({ facts: of }) => of),
  );
  return LAYERS.flatMap(layer => layer.changes({ spec, hosts: byName, chosen, packageVersion }));
}
