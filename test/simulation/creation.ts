/** Creations of Kubernetes in the simulation: control planes that balance, one worker, a planner as `apply` has it. */
import { planCluster } from '../../src/app/cluster-plan.ts';
import { CREATION_PATH } from '../../src/base/creation.ts';
import type { BundleContents } from '../../src/plan/bundle-contents.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { ResolvedHost, ResolvedSpec } from '../../src/spec/resolved.ts';
import { exampleHost, exampleInput, exampleSpec } from './example.ts';
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
  const names = Array.from({ length: planes }, (_, at) => `cp${at + 1}`);
  return [
    ...names.map((name, at) => host(name, at, ['control-plane', 'load-balancer'])),
    // Where it stays when there are more control planes.
    host('w1', WORKER_AT, ['worker']),
  ];
}

const WORKER_AT = 10;

function host(name: string, at: number, roles: ResolvedHost['roles']): ResolvedHost {
  return { ...exampleHost(name, at), roles };
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
  const input = exampleInput(spec, CONTENTS);
  return async (hosts, signal) => (await planCluster(input, hosts, signal)).plan;
}

export type CreationOptions = Pick<Setting, 'seed'> &
  Partial<
    Pick<Setting, 'product' | 'offMs' | 'planner' | 'before' | 'clusters' | 'runsAfter' | 'pace' | 'systems'>
  >;

/** The same hosts with packages, programs and images, as a run leaves them that ended there: less is left to be cut. */
export async function prepared(planes: number, seed: number): Promise<Setting['before']> {
  const executed = (plan: Plan): Plan => ({
    ...plan,
    changes: plan.changes.filter(({ id }) => PREPARATION.test(id)),
  });
  return (await create(planes, { seed, product: { ...PRODUCT, executed } }, [])).after;
}

const PREPARATION = /\/(packages|system|runtime|images|kubernetes)$/;

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
    before: new Map(),
    ...options,
    hosts,
    endpoint: spec.endpoint,
    edited: CREATION_PATH,
    mayReplan: true,
  };
  return rehearse(setting, planner, troubles);
}
