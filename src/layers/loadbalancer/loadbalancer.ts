/** The layer `loadbalancer`: HAProxy in front of the backends, Keepalived guarding the VIP, one host before the others. */
import { BarqueError } from '../../base/errors.ts';
import { type DesiredChange, type DesiredStep, filePut } from '../../plan/desired.ts';
import type { Layer, LayerInput } from '../layer.ts';
import { loadBalancerReady } from '../milestones.ts';
import { haproxyConfig, keepalivedConfig } from './draft-config.ts';
import {
  HAPROXY_CONFIG,
  HAPROXY_DROP_IN,
  HOOK,
  HOOK_PATH,
  haproxyDropIn,
  KEEPALIVED_CONFIG,
  KEEPALIVED_DROP_IN,
  keepalivedDropIn,
  TMPFILES,
  TMPFILES_PATH,
} from './hooks.ts';

const INSTALL = 'install';

function installStep(host: string): string {
  return `${host}/packages/${INSTALL}`;
}

type HostOf = LayerInput['hosts'][number];

export const LOAD_BALANCER: Layer = {
  name: 'loadbalancer',
  changes: input => {
    const order = rollingOrder(input);
    return order.flatMap((host, at) => hostChanges(input, host, order.slice(0, at)));
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

function hostChanges(input: LayerInput, own: HostOf, earlier: readonly HostOf[]): DesiredChange[] {
  const { host } = own;
  // A new host waits for the first one only, so that creation goes on everywhere at once after it.
  const previous = own.facts.record === null ? earlier.slice(0, 1) : earlier.slice(-1);
  const waitsFor = previous.map(before => loadBalancerReady(before.host.name));
  const packages = `${host.name}/loadbalancer.packages`;
  const serving = `${host.name}/haproxy.serving`;
  return [
    {
      id: `${host.name}/packages`,
      host: host.name,
      steps: [
        {
          id: INSTALL,
          verb: {
            do: 'package.install',
            packages: ['haproxy', 'keepalived'].map(name => ({ name, version: input.packageVersion(name) })),
            masked: ['haproxy.service', 'keepalived.service'],
          },
        },
      ],
      needs: [],
      gives: [packages],
    },
    {
      id: `${host.name}/haproxy`,
      host: host.name,
      steps: haproxySteps(input, own),
      needs: [packages, ...waitsFor],
      gives: [serving],
    },
    {
      id: `${host.name}/keepalived`,
      host: host.name,
      steps: keepalivedSteps(input, own),
      needs: [serving],
      gives: [loadBalancerReady(host.name)],
    },
  ];
}

function haproxySteps({ spec }: LayerInput, { host }: HostOf): DesiredStep[] {
  const config = {
    ...filePut('config', { path: HAPROXY_CONFIG, content: haproxyConfig(spec), accept: 'haproxy' }),
    // Debian's package brings a file of its own.
    decidedBy: installStep(host.name),
  };
  const settings = filePut('settings', {
    path: HAPROXY_DROP_IN,
    content: haproxyDropIn(spec.loadBalancer.maxConnections),
  });
  return [
    filePut('hook', { path: HOOK_PATH, content: HOOK, mode: '0755' }),
    filePut('tmpfiles', { path: TMPFILES_PATH, content: TMPFILES }),
    settings,
    config,
    {
      id: 'load',
      verb: {
        do: 'unit.load',
        unit: 'haproxy.service',
        config: { path: HAPROXY_CONFIG, digest: config.digest },
        settings: { path: HAPROXY_DROP_IN, digest: settings.digest },
      },
      interrupts: [{ what: 'vip', atMostMs: 1000 }],
    },
    { id: 'serving', verb: { do: 'gate', check: 'tcp', address: host.address, port: spec.endpoint.port } },
  ];
}

function keepalivedSteps(input: LayerInput, own: HostOf): DesiredStep[] {
  const { spec, chosen } = input;
  const { host } = own;
  const iface = host.interface ?? own.facts.interface;
  if (iface === null) {
    throw new BarqueError({
      domain: 'configuration',
      attempted: 'find the interface for the VIP',
      where: host.name,
      cameBack: `no interface of the host has the address ${host.address}`,
      next: 'Correct the address, or name the interface of the host in the file.',
    });
  }
  const peers = spec.hosts
    .filter(({ name, roles }) => name !== host.name && roles.includes('load-balancer'))
    .map(({ address }) => address)
    .sort();
  const { vip, port } = spec.endpoint;
  const content = keepalivedConfig({
    name: host.name,
    iface,
    address: host.address,
    peers,
    vrid: chosen.virtualRouterId,
    priority: chosen.priorities[host.name]!,
    vip,
  });
  const config = filePut('config', { path: KEEPALIVED_CONFIG, content, accept: 'keepalived' });
  const settings = filePut('settings', { path: KEEPALIVED_DROP_IN, content: keepalivedDropIn(vip, iface) });
  return [
    settings,
    config,
    {
      id: 'load',
      verb: {
        do: 'unit.load',
        unit: 'keepalived.service',
        config: { path: KEEPALIVED_CONFIG, digest: config.digest },
        settings: { path: KEEPALIVED_DROP_IN, digest: settings.digest },
      },
      interrupts: [{ what: 'vip', atMostMs: 1000 }],
    },
    { id: 'endpoint', verb: { do: 'gate', check: 'tcp', address: vip, port } },
  ];
}
