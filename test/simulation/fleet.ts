/** Three simulated load-balancer hosts and the network between them, as they come from a provider or as a snapshot left them. */
import { digestOfText, hexOf } from '../../src/base/digest.ts';
import {
  cutPower,
  powerOn,
  type SimulatedMachine,
  simulatedMachine,
} from '../../src/hosts/simulated/machine.ts';
import type { World } from '../../src/hosts/simulated/world.ts';
import { KUBELET_UNIT } from '../../src/layers/kubelet.ts';
import {
  HAPROXY_CONFIG,
  HAPROXY_DROP_IN,
  KEEPALIVED_CONFIG,
  KEEPALIVED_DROP_IN,
} from '../../src/layers/loadbalancer/hooks.ts';
import { CONTAINERD_CONFIG, CONTAINERD_UNIT } from '../../src/layers/runtime/containerd.ts';
import type { ResolvedSpec } from '../../src/spec/resolved.ts';

/** What each unit reads when it starts. */
export const UNIT_FILES: Readonly<Record<string, { config: string; settings: string }>> = {
  'haproxy.service': { config: HAPROXY_CONFIG, settings: HAPROXY_DROP_IN },
  'keepalived.service': { config: KEEPALIVED_CONFIG, settings: KEEPALIVED_DROP_IN },
  'containerd.service': { config: CONTAINERD_CONFIG, settings: CONTAINERD_UNIT },
  'kubelet.service': { config: KUBELET_UNIT, settings: KUBELET_UNIT },
  'agent.service': { config: '/etc/agent.conf', settings: '/etc/agent.drop-in' },
};

export const PACKAGES = {
  haproxy: '3.0.11-1',
  keepalived: '1:2.3.3-1',
  conntrack: '1',
  ethtool: '1',
  iproute2: '1',
  iptables: '1',
  kmod: '1',
  nftables: '1',
  procps: '1',
  socat: '1',
};

/** What a fresh machine runs, and what its apt offers. */
export interface System {
  osId: string;
  osVersion: string;
  packages: Readonly<Record<string, string>>;
}

const DEBIAN_13: System = { osId: 'debian', osVersion: '13', packages: PACKAGES };

/** Debian's haproxy brings a configuration of its own. */
export const SHIPPED = { [HAPROXY_CONFIG]: '# Debian’s own\n' };

/** What a power cut leaves, and what runs: enough to make the same machine again. */
export type Snapshot = Pick<
  SimulatedMachine,
  'files' | 'packages' | 'units' | 'programs' | 'links' | 'images' | 'fence' | 'journal' | 'kubernetes'
> & { kernel: Pick<SimulatedMachine['kernel'], 'modules' | 'settings'> };

export function snapshotOf(machine: SimulatedMachine): Snapshot {
  const { files, packages, units, programs, links, images, fence, journal, kernel, kubernetes } = machine;
  const { modules, settings } = kernel;
  return {
    ...structuredClone({ files, packages, units, programs, links, images, fence, kubernetes }),
    kernel: structuredClone({ modules, settings }),
    journal: [...journal],
  };
}

export function fleet(
  world: World,
  hosts: readonly { name: string; address: string }[],
  endpoint: ResolvedSpec['endpoint'],
  before: ReadonlyMap<string, Snapshot>,
  systems: Readonly<Record<string, System>> = {},
): SimulatedMachine[] {
  const machines = hosts.map(({ name, address }) => {
    const { osId, osVersion, packages } = systems[name] ?? DEBIAN_13;
    const nature = {
      address,
      interface: 'eth0',
      osId,
      osVersion,
      architecture: 'amd64',
      virtualization: 'kvm',
    };
    const machine = simulatedMachine(name, nature, packages, world.clock.now);
    machine.shipped.set('haproxy', SHIPPED);
    const left = before.get(name);
    if (left !== undefined) {
      const { fence, journal, kernel, kubernetes, ...disk } = structuredClone(left);
      put(machine.files, disk.files);
      put(machine.packages, disk.packages);
      put(machine.units, disk.units);
      put(machine.programs, disk.programs);
      put(machine.links, disk.links);
      put(machine.images, disk.images);
      put(machine.kernel.settings, kernel.settings);
      for (const name of kernel.modules) machine.kernel.modules.add(name);
      Object.assign(machine.kubernetes, kubernetes);
      machine.fence = fence;
      machine.journal.push(...journal);
      machine.heartbeatAt = world.clock.now();
    }
    return machine;
  });
  const runs = (machine: SimulatedMachine, unit: string) =>
    machine.powered && machine.units.get(unit)?.active === true;
  for (const machine of machines) {
    machine.accepts = (address, port) =>
      port === endpoint.port &&
      machines.some(
        other =>
          runs(other, 'haproxy.service') &&
          (other.nature.address === address ||
            (address === endpoint.vip && runs(other, 'keepalived.service'))),
      );
  }
  return machines;
}

function put<V>(into: Map<string, V>, from: ReadonlyMap<string, V>): void {
  for (const [key, value] of from) into.set(key, value);
}

/** Power goes, and comes back after `offMs`. */
export function cyclePower(world: World, machine: SimulatedMachine, offMs: number): void {
  if (!machine.powered) return;
  cutPower(machine);
  const on = async () => {
    await world.clock.sleep(offMs, world.signal);
    boot(machine);
  };
  on().catch(() => {});
}

export function boot(machine: SimulatedMachine): void {
  powerOn(machine, unit => loadedFrom(machine, unit));
}

function loadedFrom(machine: SimulatedMachine, unit: string) {
  const digestAt = (path: string | undefined) => {
    const file = path === undefined ? undefined : machine.files.get(path);
    return file === undefined ? null : hexOf(digestOfText(file.content));
  };
  const files = UNIT_FILES[unit];
  return { config: digestAt(files?.config), settings: digestAt(files?.settings) };
}
