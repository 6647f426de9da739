/** The cluster that simulations build: three load balancers in front of two backends. */
import type { PlanInput } from '../../src/app/cluster-plan.ts';
import { type Digest, digestOfText } from '../../src/base/digest.ts';
import type { BundleContents } from '../../src/plan/bundle-contents.ts';
import type { ResolvedHost, ResolvedSpec } from '../../src/spec/resolved.ts';
import type { BundleSource } from '../../src/verbs/given.ts';
import { PACKAGES } from './fleet.ts';

export function exampleHost(name: string, at: number): ResolvedHost {
  return {
    name,
    address: `10.1.${Math.floor(at / 200)}.${10 + (at % 200)}`,
    roles: ['load-balancer'],
    ssh: { user: 'root', port: 22, identityFile: null, bastion: null },
    interface: null,
    nodeAddress: `10.1.${Math.floor(at / 200)}.${10 + (at % 200)}`,
    labels: {},
    taints: [],
  };
}

/** An edit of the file reaches every host, and HAProxy must be started anew for it. */
export const EDITED = { healthPath: '/livez', maxConnections: 30_000 };

export function exampleSpec(
  hosts: readonly ResolvedHost[],
  edit: Partial<ResolvedSpec['loadBalancer']> = {},
): ResolvedSpec {
  return {
    name: 'example',
    endpoint: { vip: '10.1.255.1', port: 8443, names: [] },
    availability: { failoverMs: 2000, hangMs: 4000, profile: 'virtual', drills: 'allowed' },
    hosts,
    loadBalancer: {
      kind: 'haproxy',
      backends: [
        { name: 'b1', address: '10.2.0.1', port: 6443 },
        { name: 'b2', address: '10.2.0.2', port: 6443 },
      ],
      healthPath: '/readyz',
      backendCa: null,
      maxConnections: 20_000,
      virtualRouterId: null,
      patches: { haproxy: null, keepalived: null },
      ...edit,
    },
    kubernetes: null,
    proxy: null,
    sshConfig: null,
    operatorNetns: null,
    bundle: { folder: null, onHosts: null, allowModules: true },
  };
}

/** VRRP tells 254 balancers apart; the rest are workers. */
export const BALANCERS = 250;

/** As many balancers as there can be, which is the most work that so many hosts can make. */
export function manyHosts(count: number): ResolvedHost[] {
  return Array.from({ length: count }, (_, at) => ({
    ...exampleHost(`host${String(at).padStart(4, '0')}`, at),
    roles: [at < BALANCERS ? 'load-balancer' : 'worker'],
  }));
}

export const THREE = ['lb1', 'lb2', 'lb3'].map(exampleHost);

export const BUNDLE: { digest: Digest; provenance: 'release' } = {
  digest: digestOfText('bundle'),
  provenance: 'release',
};

/** What simulated hosts are. */
export const MADE = { distribution: 'debian-13', architecture: 'amd64' };

/** What is in it: the example has no Kubernetes. */
export const CONTENTS: BundleContents = { kubernetes: null, programs: [], images: [] };

export function packageVersion(name: string): string {
  const version = Object.entries(PACKAGES).find(([of]) => of === name)?.[1];
  if (version === undefined) throw new Error(`the example has no package ${name}`);
  return version;
}

/** What a plan of `apply` is made from, but for the hosts. */
export function exampleInput(spec: ResolvedSpec, contents: BundleContents = CONTENTS): PlanInput {
  return { spec, bundle: BUNDLE, made: MADE, contents, packageVersion, tool: '0.0.0', deep: false };
}

/** Simulated hosts do not look at what is streamed to them. */
export const NO_BUNDLE: BundleSource = {
  programs: async function* () {},
  images: async function* () {},
};
