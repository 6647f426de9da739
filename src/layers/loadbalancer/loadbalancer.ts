/** The layer `loadbalancer`: HAProxy in front of the backends, Keepalived guarding the VIP, one host before the others. */
import type { DesiredChange } from '../../plan/desired.ts';
import type { Layer, LayerInput } from '../layer.ts';
import {
  apiserverReady,
  authoritiesMade,
  loadBalancerReady,
  packagesReady,
  peersKnown,
} from '../milestones.ts';
import { haproxySteps } from './haproxy.ts';
import { keepalivedSteps } from './keepalived.ts';
import { type Timing, timingOf } from './timing.ts';

/** Debian's package brings a configuration of its own. */
function installStep(host: string): string {
  return `${host}/packages/install`;
}

type HostOf = LayerInput['hosts'][number];

export const LOAD_BALANCER: Layer = {
  name: 'loadbalancer',
  changes: input => {
    const order = rollingOrder(input);
    if (order.length === 0) return [];
    const timing = timingOf(input);
    const existing = order.filter(own => !isNew(own));
    const added = order.filter(isNew);
    return [
      ...existing.flatMap((own, at) => existingChanges(input, timing, own, existing[at - 1])),
      ...added.flatMap(own => newChanges(input, timing, own, existing, added[0])),
    ];
  },
};

/** The least wanted holder of the VIP comes first, so that it moves at most once. */
function rollingOrder({ hosts, chosen }: LayerInput): HostOf[] {
  const rank = ({ host }: HostOf) => chosen.priorities[host.name] ?? 0;
  return hosts.filter(({ host }) => host.roles.includes('load-balancer')).sort((a, b) => rank(a) - rank(b));
}

function isNew({ facts }: HostOf): boolean {
  return facts.record === null;
}

/**
 * On a host that balances already: its Keepalived first hears of new peers, since one that starts before all others
 * know it makes a second holder that stays (trials); its HAProxy sends nobody to a new apiserver before that is ready.
 * One host is done before the next begins; where control planes are new, all lists are, and then all backends.
 */
function existingChanges(
  input: LayerInput,
  timing: Timing,
  own: HostOf,
  before: HostOf | undefined,
): DesiredChange[] {
  const { name } = own.host;
  const newPlanes = newControlPlanes(input);
  const previous = before === undefined ? [] : [before.host.name];
  return [
    {
      id: `${name}/keepalived`,
      host: name,
      steps: keepalivedSteps(input, own, timing),
      needs: [packagesReady(name), ...previous.map(newPlanes.length > 0 ? peersKnown : loadBalancerReady)],
      gives: [peersKnown(name)],
    },
    {
      id: `${name}/haproxy`,
      host: name,
      steps: haproxySteps(input, own.host, timing, installStep(name)),
      needs: [peersKnown(name), ...previous.map(loadBalancerReady), ...newPlanes.map(apiserverReady)],
      gives: [loadBalancerReady(name)],
    },
  ];
}

/** Those of a cluster that stands already: at creation all begin together, and balancers cannot wait for them. */
function newControlPlanes({ hosts }: LayerInput): string[] {
  if (!hosts.some(own => own.host.roles.includes('control-plane') && !isNew(own))) return [];
  return hosts
    .filter(own => own.host.roles.includes('control-plane') && isNew(own))
    .map(({ host }) => host.name);
}

/** A new balancer waits for every list of peers, and for the first new one only, so that all go on at once after it. */
function newChanges(
  input: LayerInput,
  timing: Timing,
  own: HostOf,
  existing: readonly HostOf[],
  first: HostOf | undefined,
): DesiredChange[] {
  const { name } = own.host;
  const afterFirst = first === undefined || first === own ? [] : [loadBalancerReady(first.host.name)];
  const serving = `${name}/haproxy.serving`;
  return [
    {
      id: `${name}/haproxy`,
      host: name,
      steps: haproxySteps(input, own.host, timing, installStep(name)),
      needs: [
        packagesReady(name),
        ...(input.spec.kubernetes === null ? [] : [authoritiesMade()]),
        ...afterFirst,
      ],
      gives: [serving],
    },
    {
      id: `${name}/keepalived`,
      host: name,
      steps: keepalivedSteps(input, own, timing),
      needs: [serving, ...existing.map(({ host }) => peersKnown(host.name))],
      gives: [loadBalancerReady(name)],
    },
  ];
}
