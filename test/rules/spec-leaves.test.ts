/**
 * Rule: what a person can write changes something. src/spec/schema.test.ts sees that resolve reads every
 * leaf of the schema; here, that every leaf of the resolved spec is read by a layer or by a named file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BLANK_FACTS } from '../../src/facts/sample-facts.ts';
import { converge } from '../../src/operations/converge.ts';
import type { BundleContents } from '../../src/plan/bundle-contents.ts';
import type { ResolvedSpec, Role } from '../../src/spec/resolved.ts';
import { ROOT } from './source.ts';

const host = (name: string, last: number, roles: readonly Role[]): ResolvedSpec['hosts'][number] => ({
  name,
  address: `192.0.2.${last}`,
  roles,
  ssh: { user: 'root', port: 22, identityFile: '/key', bastion: 'jump' },
  interface: 'eth0',
  nodeAddress: `192.0.2.${last}`,
  labels: { zone: 'a' },
  taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }],
});

/** A value in every place, so that every place can be seen. */
const SPEC: ResolvedSpec = {
  name: 'demo',
  endpoint: { vip: '192.0.2.100', port: 8443, names: ['k8s.example'] },
  availability: { failoverMs: 1000, hangMs: 3000, profile: 'virtual', drills: 'allowed' },
  hosts: [
    host('cp1', 1, ['control-plane', 'load-balancer']),
    host('cp2', 2, ['control-plane', 'load-balancer']),
    host('w1', 3, ['worker']),
  ],
  loadBalancer: {
    kind: 'haproxy',
    backends: [{ name: 's1', address: '192.0.2.21', port: 6443 }],
    healthPath: '/readyz',
    backendCa: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
    maxConnections: 1000,
    virtualRouterId: 7,
    patches: { haproxy: { name: 'h', content: '' }, keepalived: { name: 'k', content: '' } },
  },
  kubernetes: {
    version: '1.36.3',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    plugin: 'flannel',
    manifests: [{ name: 'cni.yaml', content: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}' }],
    patches: [{ name: 'etcd.yaml', content: '{}' }],
    registries: [{ name: 'docker.io', mirrors: ['https://m.example'], ca: 'pem' }],
    overrides: {
      containerd: { a: 1 },
      kubelet: { a: 1 },
      kubeProxy: { a: 1 },
      ignorePreflightErrors: ['Swap'],
    },
  },
  proxy: { http: 'http://p.example:1', https: 'http://p.example:1', except: ['192.0.2.0/24'] },
  sshConfig: '/ssh_config',
  operatorNetns: 'vantage',
  bundle: { folder: '/bundle', onHosts: '/media/bundle', allowModules: true },
};

/** Leaves that no layer may read, since they say how and not what; each with the file that reads it. */
const READ_ELSEWHERE: Readonly<Record<string, { file: string; as: string }>> = {
  'availability.drills': { file: 'src/cli/commands/prove.ts', as: 'availability.drills' },
  'hosts.ssh.user': { file: 'src/checks/ssh-target.ts', as: '...ssh' },
  'hosts.ssh.port': { file: 'src/checks/ssh-target.ts', as: '...ssh' },
  'hosts.ssh.identityFile': { file: 'src/checks/ssh-target.ts', as: '...ssh' },
  'hosts.ssh.bastion': { file: 'src/checks/ssh-target.ts', as: '...ssh' },
  'kubernetes.version': { file: 'src/spec/plannable.ts', as: 'spec.kubernetes?.version' },
  'loadBalancer.patches.haproxy.name': { file: 'src/layers/loadbalancer/patched.ts', as: 'patch.name' },
  'loadBalancer.patches.keepalived.name': { file: 'src/layers/loadbalancer/patched.ts', as: 'patch.name' },
  sshConfig: { file: 'src/checks/ssh-target.ts', as: 'config: sshConfig' },
  operatorNetns: { file: 'src/cli/commands/probe.ts', as: 'spec.operatorNetns' },
  'bundle.folder': { file: 'src/cli/open-cluster.ts', as: 'bundle.folder' },
  'bundle.allowModules': { file: 'src/cli/commands/apply.ts', as: 'bundle.allowModules' },
};
/** Leaves that nothing needs to read yet, each with its reason. */
const UNREAD: Readonly<Record<string, string>> = {
  'kubernetes.manifests.name': 'is for messages; objects have names of their own',
  'loadBalancer.kind': 'has one value; the second balancer brings its first reader',
};

/** `hosts.ssh.user`: positions in lists are left out. */
function leavesOf(value: unknown, path: string): string[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, member]) =>
    leavesOf(member, Array.isArray(value) ? path : path === '' ? key : `${path}.${key}`),
  );
}

/** The same value, which notes each leaf that is looked at. */
function watched<T>(value: T, seen: Set<string>, path = ''): T {
  if (value === null || typeof value !== 'object') return value;
  return new Proxy(value, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol' || typeof member === 'function' || !Object.hasOwn(target, key))
        return member;
      const below = Array.isArray(target) ? path : path === '' ? key : `${path}.${key}`;
      if (member === null || typeof member !== 'object') seen.add(below);
      return watched(member, seen, below);
    },
  }) as T;
}

const PROGRAMS = ['containerd', 'runc', 'cni-plugins', 'kubernetes', 'etcd'];
const IMAGES = [
  'ghcr.io/flannel-io/flannel',
  ...['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'pause'].map(
    name => `registry.k8s.io/${name}`,
  ),
  'registry.k8s.io/coredns/coredns',
];

const BUNDLE: BundleContents = {
  kubernetes: '1.36.3',
  programs: PROGRAMS.map(name => ({ name, version: '1.0.0', path: name, sha256: '00', size: 1 })),
  images: IMAGES.map(name => ({ name: `${name}:1.0`, manifest: '00' })),
};

const PACKAGES = { distribution: 'debian-13', version: () => '1:2.3.3-1' };

function readByLayers(spec: ResolvedSpec): Set<string> {
  const seen = new Set<string>();
  const facts = BLANK_FACTS;
  const all = new Map(spec.hosts.map(({ name }) => [name, facts]));
  const wanted = converge(watched(spec, seen), all, PACKAGES, BUNDLE, null);
  // What is passed on whole is read by whoever writes the plan.
  JSON.stringify(wanted);
  return seen;
}

/** Plugins exclude each other, and so do control planes and backends. */
function readInEveryShape(): Set<string> {
  const kubernetes = SPEC.kubernetes!;
  const shapes: ResolvedSpec[] = [
    SPEC,
    { ...SPEC, kubernetes: { ...kubernetes, plugin: 'manifests' } },
    { ...SPEC, kubernetes: null, hosts: [host('lb1', 1, ['load-balancer'])] },
  ];
  return new Set(shapes.flatMap(shape => [...readByLayers(shape)]));
}

describe('every leaf of the resolved spec', () => {
  const leaves = [...new Set(leavesOf(SPEC, ''))];
  const unread = (all: readonly string[], seen: ReadonlySet<string>) =>
    all.filter(leaf => !seen.has(leaf) && READ_ELSEWHERE[leaf] === undefined && UNREAD[leaf] === undefined);

  test('is seen', () => {
    expect(leaves.length).toBeGreaterThan(40);
  });

  test('is read by a layer, or by the file that is named for it', () => {
    expect(unread(leaves, readInEveryShape())).toEqual([]);
  });

  test.each(Object.entries(READ_ELSEWHERE))('%s is read where it is said to be', (_leaf, { file, as }) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(as);
  });

  test.each(Object.keys(UNREAD))('%s is still read by nobody', leaf => {
    expect(leaves).toContain(leaf);
    expect(readInEveryShape()).not.toContain(leaf);
  });

  test('one that nobody reads is found', () => {
    expect(unread([...leaves, 'loadBalancer.colour'], readInEveryShape())).toContain('loadBalancer.colour');
  });

  test('layers do not look at how hosts are reached', () => {
    const seen = readInEveryShape();
    expect(Object.keys(READ_ELSEWHERE).filter(leaf => seen.has(leaf))).toEqual([]);
  });
});
