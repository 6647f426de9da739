/** Creations of Kubernetes in the simulation: control planes that balance, one worker, a planner as `apply` has it. */
import { planCluster } from '../../src/app/cluster-plan.ts';
import { CREATION_PATH } from '../../src/base/creation.ts';
import { RECORD_PATH } from '../../src/base/record.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import type { BundleContents } from '../../src/plan/bundle-contents.ts';
import type { ResolvedHost, ResolvedSpec } from '../../src/spec/resolved.ts';
import { BUNDLE, exampleHost, exampleSpec, packageVersion } from './example.ts';
import { type Planner, PRODUCT } from './product.ts';
import { type Rehearsal, rehearse, type Setting, type Trouble } from './rehearsal.ts';

const program = (name: string, file: string) => ({
  name,
  version: '1.0.0',
  path: `programs/${name}/${file}`,
  sha256: name.padEnd(64, '0').slice(0, 64),
  size: 1,
});

const CONTENTS: BundleContents = {
  kubernetes: '1.36.3',
  programs: [
    program('cni-plugins', 'bridge'),
    program('containerd', 'containerd'),
    program('etcd', 'etcdctl'),
    program('etcd', 'etcdutl'),
    program('kubernetes', 'hyperkube'),
    program('runc', 'runc'),
  ],
  images: [
    'ghcr.io/flannel-io/flannel:v1',
    'registry.k8s.io/coredns/coredns:v1',
    'registry.k8s.io/etcd:1',
    'registry.k8s.io/kube-apiserver:v1.36.3',
    'registry.k8s.io/kube-controller-manager:v1.36.3',
    'registry.k8s.io/kube-proxy:v1.36.3',
    'registry.k8s.io/kube-scheduler:v1.36.3',
    'registry.k8s.io/pause:1',
  ].map(name => ({ name, manifest: 'ab'.repeat(32) })),
};

export function creationHosts(planes: number): ResolvedHost[] {
  const names = [...Array.from({ length: planes }, (_, at) => `cp${at + 1}`), 'w1'];
  return names.map((name, at) => ({
    ...exampleHost(name, at),
    roles: name === 'w1' ? ['worker'] : ['control-plane', 'load-balancer'],
  }));
}

export function creationSpec(hosts: readonly ResolvedHost[]): ResolvedSpec {
  const planes = hosts.filter(({ roles }) => roles.includes('control-plane'));
  return {
    ...exampleSpec(hosts, {
      backends: planes.map(({ name, nodeAddress }) => ({ name, address: nodeAddress, port: 6443 })),
    }),
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
    bundle: { folder: null, onHosts: '/srv/bundle', allowModules: true },
  };
}

export function creationPlanner(spec: ResolvedSpec): Planner {
  const input = { spec, bundle: BUNDLE, contents: CONTENTS, packageVersion, tool: '0.0.0', deep: false };
  return async (hosts, signal) => (await planCluster(input, hosts, signal)).plan;
}

export type CreationOptions = Pick<Setting, 'seed'> & Partial<Pick<Setting, 'product' | 'offMs' | 'planner'>>;

/** One creation to which these troubles happen, and the runs after it. */
export function create(
  planes: number,
  options: CreationOptions,
  troubles: readonly Trouble[],
): Promise<Rehearsal> {
  const hosts = creationHosts(planes);
  const spec = creationSpec(hosts);
  const planner = creationPlanner(spec);
  const setting: Setting = {
    product: PRODUCT,
    later: 'fresh',
    offMs: 4000,
    planner,
    ...options,
    hosts,
    endpoint: spec.endpoint,
    before: new Map(),
    edited: CREATION_PATH,
    wrongs: creationWrongs,
    mayReplan: true,
  };
  return rehearse(setting, planner, troubles);
}

/** What must never be seen in a creation, at any point. */
export function creationWrongs(machines: readonly SimulatedMachine[]): string[] {
  const wrongs: string[] = [];
  const started = new Set(machines.flatMap(({ kubernetes: { etcd } }) => (etcd === null ? [] : [etcd])));
  if (started.size > 1) wrongs.push('members of etcd have started with different authorities');
  const planes = machines.filter(({ name }) => name.startsWith('cp'));
  const whole = machines.some(({ files }) => files.has(RECORD_PATH));
  if (whole && machines.every(machine => machine.api()?.config == null) && planes.every(isUp))
    wrongs.push('the mark of completion lies there, and the cluster was never made');
  if (started.size > 0 && !planes.some(({ files }) => files.has(CREATION_PATH)))
    wrongs.push('etcd has started, and no record says that a creation was begun');
  for (const { name, kubernetes } of machines) {
    if (kubernetes.etcd !== null && kubernetes.authorities !== kubernetes.etcd)
      wrongs.push(`${name}: the authorities of a started member of etcd were changed`);
    if (kubernetes.node?.role === 'worker' && !started.has(kubernetes.node.by))
      wrongs.push(`${name}: a worker joined a cluster that is not there`);
  }
  return wrongs;
}

function isUp({ powered }: SimulatedMachine): boolean {
  return powered;
}
