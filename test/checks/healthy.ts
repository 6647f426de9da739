/** A cluster of three control planes and a worker on blank hosts of which every check is content, to be harmed by tests. */
import type { CheckFacts, CheckInput, Contact } from '../../src/checks/check.ts';
import { waysOf } from '../../src/checks/ways.ts';
import { WRITTEN_FOLDERS } from '../../src/facts/disks.ts';
import { doorName, type Knocked } from '../../src/facts/probes/doors.ts';
import { BLANK_FACTS } from '../../src/facts/sample-facts.ts';
import { supportOf } from '../../src/layers/capabilities.ts';
import type { Overrides, ResolvedHost, ResolvedSpec, Role } from '../../src/spec/resolved.ts';

/** Without `readonly`, so that a test can spoil one thing; JSON that a person wrote is replaced as a whole. */
export type Draft<T> = T extends ((...args: never[]) => unknown) | Overrides
  ? T
  : T extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : T extends object
      ? { -readonly [K in keyof T]: Draft<T[K]> }
      : T;

export interface DraftHost {
  host: Draft<ResolvedHost>;
  contact: Contact;
  facts: Draft<CheckFacts>;
}

export interface DraftInput extends Omit<CheckInput, 'spec' | 'hosts' | 'expected'> {
  spec: Draft<ResolvedSpec>;
  hosts: DraftHost[];
  expected: Draft<CheckInput['expected']>;
}

export const VIP = '10.0.0.100';

function host(name: string, last: number, roles: readonly Role[]): ResolvedHost {
  return {
    name,
    address: `10.0.0.${last}`,
    roles,
    ssh: { user: 'admin', port: 22, identityFile: null, bastion: null },
    interface: null,
    nodeAddress: `10.0.0.${last}`,
    labels: {},
    taints: [],
  };
}

function healthySpec(): ResolvedSpec {
  const plane: readonly Role[] = ['control-plane', 'load-balancer'];
  return {
    name: 'demo',
    endpoint: { vip: VIP, port: 8443, names: [] },
    availability: { failoverMs: 1000, hangMs: 3000, profile: 'auto', drills: 'allowed' },
    hosts: [host('cp1', 1, plane), host('cp2', 2, plane), host('cp3', 3, plane), host('w1', 9, ['worker'])],
    loadBalancer: {
      kind: 'haproxy',
      backends: [],
      healthPath: '/readyz',
      backendCa: null,
      maxConnections: 20_000,
      virtualRouterId: null,
      patches: { haproxy: null, keepalived: null },
    },
    kubernetes: {
      version: null,
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      plugin: 'flannel',
      manifests: [],
      patches: [],
      registries: [],
      overrides: { containerd: {}, kubelet: {}, kubeProxy: {}, ignorePreflightErrors: [] },
    },
    proxy: null,
    sshConfig: null,
    operatorNetns: null,
    bundle: { folder: null, onHosts: null, allowModules: false },
  };
}

function healthyFacts(spec: ResolvedSpec, { name, address }: ResolvedHost): CheckFacts {
  const ways = waysOf(spec);
  const last = address.split('.')[3]!.padStart(2, '0');
  return {
    state: {
      standing: 'blank',
      claim: { epoch: 0, cluster: null, run: null, holder: null, silentMs: 0 },
      // Harms are done to it in place.
      facts: { ...structuredClone(BLANK_FACTS), networkFile: '/etc/systemd/network/eth0.network' },
    },
    machine: {
      kernel: '6.12.48+deb13-amd64',
      missingModules: [],
      cgroup: 'v2',
      cpus: 4,
      memoryMiB: 7900,
      swap: [],
      systemd: 257,
    },
    identity: {
      machineId: `id-${name}`,
      hostname: name,
      productUuid: `uuid-${name}`,
      macs: [`02:00:00:00:00:${last}`],
    },
    listening: [{ protocol: 'tcp', address: '0.0.0.0', port: 22, program: 'sshd', pid: 80 }],
    disks: WRITTEN_FOLDERS.map(path => ({
      path,
      mount: '/',
      freeMiB: 40_000,
      sizeMiB: 60_000,
      freeInodes: 3e6,
    })),
    remains: [],
    filterRules: [],
    software: { packages: [], programs: [], units: [], broken: [], unattendedUpgrades: false, sudo: true },
    network: {
      addresses: [
        { interface: 'lo', address: '127.0.0.1', prefix: 8 },
        { interface: 'eth0', address, prefix: 24 },
      ],
      routes: [
        { to: 'default', interface: 'eth0' },
        { to: '10.0.0.0/24', interface: 'eth0' },
      ],
      vipInterface: 'eth0',
      vipGateway: false,
      managers: ['networkd'],
      firewall: { is: 'none' },
      timeSync: { daemon: 'systemd-timesyncd', synchronized: true },
    },
    clock: { aheadMs: 20, uncertainMs: 5 },
    diskLatency: { p50Ms: 1, p99Ms: 3, writes: 200, folder: '/var/lib' },
    stalls: { longestMs: 4, p99Ms: 1, sleeps: 380 },
    claimed: [],
    adverts: [],
    doors: {
      opened: new Map(ways.filter(({ to }) => to === name).map(({ door }) => [doorName(door), 'open'])),
      knocked: new Map(
        ways
          .filter(({ from }) => from === name)
          .map(({ door }): [string, Knocked] => [doorName(door), 'answered']),
      ),
    },
  };
}

/** A new one at each call. */
export function healthy(): DraftInput {
  const spec = healthySpec();
  return {
    spec: spec as Draft<ResolvedSpec>,
    hosts: spec.hosts.map(host => ({
      host: host as Draft<ResolvedHost>,
      contact: { is: 'root' },
      facts: healthyFacts(spec, host) as Draft<CheckFacts>,
    })),
    expected: { supportOf, virtualRouterId: 51, silenceMs: 500, stallMs: 300 },
  };
}

/** The same after `apply`: its own programs run, and the first control plane has the VIP. */
export function living(): DraftInput {
  const input = healthy();
  for (const { host, facts } of input.hosts) {
    facts.state.standing = 'ours';
    facts.state.claim.cluster = { id: 'i', name: 'demo' };
    facts.remains = ['/etc/kubernetes/pki', '/var/lib/kubelet/config.yaml', 'interface cni0'];
    facts.network.routes.push({ to: '10.244.1.0/24', interface: 'flannel.1' });
    facts.network.addresses.push({ interface: 'flannel.1', address: '10.244.0.0', prefix: 32 });
    const tcp = (port: number, program: string) =>
      facts.listening.push({ protocol: 'tcp', address: '*', port, program, pid: 500 });
    tcp(10_250, 'kubelet');
    tcp(10_256, 'kube-proxy');
    facts.listening.push({ protocol: 'udp', address: '0.0.0.0', port: 8472, program: '', pid: null });
    const vxlan = `udp ${host.address} 8472`;
    facts.doors.opened.set(vxlan, 'taken');
    for (const name of facts.doors.knocked.keys()) {
      if (name.startsWith('udp')) facts.doors.knocked.set(name, 'silent');
    }
    if (!host.roles.includes('control-plane')) continue;
    tcp(6443, 'kube-apiserver');
    tcp(2379, 'etcd');
    tcp(8443, 'haproxy');
    tcp(8404, 'haproxy');
    tcp(10_257, 'kube-controller');
    for (const port of [6443, 2379, 8443]) facts.doors.opened.set(`tcp ${host.address} ${port}`, 'taken');
    facts.adverts = [
      { source: '10.0.0.1', version: 3, virtualRouterId: 51, priority: 254, addresses: [VIP] },
    ];
    facts.claimed = [{ address: VIP, mac: '02:00:00:00:00:01' }];
  }
  const [holder] = input.hosts;
  holder!.facts.claimed = [];
  holder!.facts.network.addresses.push({ interface: 'eth0', address: VIP, prefix: 32 });
  holder!.facts.network.vipInterface = 'lo';
  return input;
}
