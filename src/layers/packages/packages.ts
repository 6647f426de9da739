/** The layer `packages`: what apt installs for all roles of a host, in one go, since each go of apt costs seconds. */
import type { DesiredStep } from '../../plan/desired.ts';
import type { ResolvedHost, ResolvedSpec } from '../../spec/resolved.ts';
import type { Layer, LayerInput } from '../layer.ts';
import { packagesReady } from '../milestones.ts';
import { isFromBundle, packageVersionOf } from '../package-wish.ts';
import { proxyVariables } from '../proxy.ts';
import { isNode } from '../roles.ts';
import { timingOf } from '../timing.ts';

type HostOf = LayerInput['hosts'][number];

const BALANCER = ['haproxy', 'keepalived'];

/** kubeadm's preflight and kube-proxy look for these programs; Debian's minimal server has few of them. */
const NODE = ['conntrack', 'ethtool', 'iproute2', 'iptables', 'kmod', 'nftables', 'procps', 'socat'];

export const PACKAGES: Layer = {
  name: 'packages',
  changes: input => {
    const { spec, hosts } = input;
    const { existing } = input.balancers;
    return hosts
      .map(own => ({ own, names: packagesOf(spec, own.host) }))
      .filter(({ names }) => names.length > 0)
      .map(({ own, names }) => {
        const { name } = own.host;
        const turn = existing.indexOf(own);
        return {
          id: `${name}/packages`,
          host: name,
          steps: [
            installStep(input, own, names, turn < 0),
            // Daemons start again with their packages; the next balancer's may only when this one serves.
            ...(turn < 0 ? [] : [servesAgain(spec, own.host)]),
          ],
          needs: turn > 0 ? [packagesReady(existing[turn - 1]!.host.name)] : [],
          gives: [packagesReady(name)],
        };
      });
  },
};

function installStep(
  input: LayerInput,
  { facts }: HostOf,
  names: readonly string[],
  isNew: boolean,
): DesiredStep {
  const versions = names.map(name => ({ name, version: packageVersionOf(facts, input.packages, name) }));
  const daemons = versions.filter(({ name }) => BALANCER.includes(name));
  return {
    id: 'install',
    verb: {
      do: 'package.install',
      packages: versions,
      orNewer: !isFromBundle(facts, input.packages),
      masked: daemons.map(({ name }) => `${name}.service`),
      environment: proxyVariables(input.spec),
    },
    interrupts: before =>
      isNew || daemons.every(({ name, version }) => before[name] === version)
        ? []
        : [timingOf(input, facts).haproxyRestart],
  };
}

function servesAgain({ endpoint: { port } }: ResolvedSpec, { address }: ResolvedHost): DesiredStep {
  return { id: 'serving', verb: { do: 'gate', check: 'tcp', address, port } };
}

function packagesOf(spec: ResolvedSpec, host: ResolvedHost): string[] {
  const names = [
    ...(host.roles.includes('load-balancer') ? BALANCER : []),
    ...(isNode(spec, host) ? NODE : []),
  ];
  return names.sort();
}
