/** The layer `loadbalancer`: HAProxy in front of the backends, Keepalived guarding the VIP, one host before the others. */
import type { DesiredChange } from '../../plan/desired.ts';
import type { Layer, LayerInput } from '../layer.ts';
import { authoritiesMade, loadBalancerReady, packagesReady } from '../milestones.ts';
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
    return order.flatMap((host, at) => hostChanges(input, timing, host, order.slice(0, at)));
  },
};

/**
 * Hosts that already balance come first, the least wanted holder of the VIP before the most wanted;
 * new ones follow, since their peers must know them before their Keepalived starts.
 */
function rollingOrder({ hosts, chosen }: LayerInput): HostOf[] {
  const rank = ({ host, facts }: HostOf) =>
    (facts.record === null ? 1000 : 0) + (chosen.priorities[host.name] ?? 0);
  return hosts.filter(({ host }) => host.roles.includes('load-balancer')).sort((a, b) => rank(a) - rank(b));
}

function hostChanges(
  input: LayerInput,
  timing: Timing,
  own: HostOf,
  earlier: readonly HostOf[],
): DesiredChange[] {
  const { host } = own;
  // A new host waits for the first one only, so that creation goes on everywhere at once after it.
  const previous = own.facts.record === null ? earlier.slice(0, 1) : earlier.slice(-1);
  const waitsFor = previous.map(before => loadBalancerReady(before.host.name));
  const serving = `${host.name}/haproxy.serving`;
  return [
    {
      id: `${host.name}/haproxy`,
      host: host.name,
      steps: haproxySteps(input, host, timing, installStep(host.name)),
      needs: [
        packagesReady(host.name),
        ...(input.spec.kubernetes === null ? [] : [authoritiesMade()]),
        ...waitsFor,
      ],
      gives: [serving],
    },
    {
      id: `${host.name}/keepalived`,
      host: host.name,
      steps: keepalivedSteps(input, own, timing),
      needs: [serving],
      gives: [loadBalancerReady(host.name)],
    },
  ];
}
