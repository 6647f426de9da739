/** The layer `packages`: what apt installs for all roles of a host, in one go, since each go of apt costs seconds. */
import type { ResolvedHost, ResolvedSpec } from '../../spec/resolved.ts';
import type { Layer } from '../layer.ts';
import { packagesReady } from '../milestones.ts';
import { proxyVariables } from '../proxy.ts';
import { isNode } from '../roles.ts';

const BALANCER = ['haproxy', 'keepalived'];

/** kubeadm's preflight and kube-proxy look for these programs; Debian's minimal server has few of them. */
const NODE = ['conntrack', 'ethtool', 'iproute2', 'iptables', 'kmod', 'nftables', 'procps', 'socat'];

export const PACKAGES: Layer = {
  name: 'packages',
  changes: ({ spec, hosts, packageVersion }) =>
    hosts
      .map(({ host }) => ({ host, names: packagesOf(spec, host) }))
      .filter(({ names }) => names.length > 0)
      .map(({ host, names }) => ({
        id: `${host.name}/packages`,
        host: host.name,
        steps: [
          {
            id: 'install',
            verb: {
              do: 'package.install',
              packages: names.map(name => ({ name, version: packageVersion(name) })),
              masked: names.filter(name => BALANCER.includes(name)).map(name => `${name}.service`),
              environment: proxyVariables(spec),
            },
          },
        ],
        needs: [],
        gives: [packagesReady(host.name)],
      })),
};

function packagesOf(spec: ResolvedSpec, host: ResolvedHost): string[] {
  const names = [
    ...(host.roles.includes('load-balancer') ? BALANCER : []),
    ...(isNode(spec, host) ? NODE : []),
  ];
  return names.sort();
}
