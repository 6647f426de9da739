/** The operation that creates, grows, changes and repairs: what every layer wants, whatever the hosts look like now. */
import type { HostFacts } from '../facts/host-facts.ts';
import { balancersOf } from '../layers/balancers.ts';
import { refuseUnsupported } from '../layers/capabilities.ts';
import { choose } from '../layers/chosen.ts';
import type { LayerInput } from '../layers/layer.ts';
import { LAYERS } from '../layers/layers.ts';
import type { BundlePackages } from '../layers/package-wish.ts';
import { remembered } from '../layers/remembered.ts';
import { isWorker } from '../layers/roles.ts';
import { controlPlanesOf } from '../layers/seat.ts';
import { refuseUnchangeable } from '../layers/unchangeable.ts';
import { credentialsOf } from '../layers/workers.ts';
import type { BundleContents } from '../plan/bundle-contents.ts';
import type { DesiredChange } from '../plan/desired.ts';
import type { LateValue } from '../plan/late.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

/** `facts` holds the hosts that were reached. `forgotten`: hosts that their records name and the file does not. */
export function converge(
  spec: ResolvedSpec,
  facts: ReadonlyMap<string, HostFacts>,
  packages: BundlePackages,
  bundle: BundleContents,
  members: LayerInput['members'],
): { changes: DesiredChange[]; late: LateValue[]; forgotten: string[] } {
  const hosts = spec.hosts.flatMap(host => {
    const known = facts.get(host.name);
    return known === undefined ? [] : [{ host, facts: known }];
  });
  const byName = [...hosts].sort((a, b) => (a.host.name < b.host.name ? -1 : 1));
  for (const { host, facts: of } of byName) refuseUnsupported(host.name, of);
  refuseUnchangeable(
    spec,
    byName.map(({ facts: of }) => of.record),
  );
  const chosen = choose(
    spec,
    byName.map(({ facts: of }) => of),
  );
  const known = remembered(byName.map(({ facts: of }) => of));
  const balancers = balancersOf({ spec, hosts: byName, chosen, remembered: known });
  const input: LayerInput = {
    spec,
    hosts: byName,
    chosen,
    remembered: known,
    balancers,
    packages,
    bundle,
    members,
  };
  return {
    changes: LAYERS.flatMap(layer => layer.changes(input)),
    late: lateValues(input),
    forgotten: known.map(({ name }) => name).filter(name => !spec.hosts.some(host => host.name === name)),
  };
}

/** Where each late value would be read; the plan keeps those that its steps name. */
function lateValues(input: LayerInput): LateValue[] {
  const planes = controlPlanesOf(input);
  if (planes === null) return [];
  const { host } = planes.authorities;
  return [
    { name: 'authorities', host },
    { name: 'authorities-digest', host },
    { name: 'ca', host },
    { name: 'ca-digest', host },
    ...input.hosts
      .filter(isWorker)
      .map(worker => ({ name: credentialsOf(worker.host.name), host: planes.seat })),
  ];
}
