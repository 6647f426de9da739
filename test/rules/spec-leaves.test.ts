/**
 * Rule: what a person can write changes something. src/spec/schema.test.ts sees that resolve reads every
 * leaf of the schema; here, that every leaf of the resolved spec is read by a layer or by a named file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import { converge } from '../../src/operations/converge.ts';
import type { ResolvedSpec } from '../../src/spec/resolved.ts';
import { ROOT } from './source.ts';

const host = (name: string, last: number): ResolvedSpec['hosts'][number] => ({
  name,
  address: `192.0.2.${last}`,
  roles: ['load-balancer'],
  ssh: { user: 'root', port: 22, identityFile: '/key', bastion: null },
  interface: 'eth0',
  nodeAddress: `192.0.2.${last}`,
  labels: {},
  taints: [],
});

/** A value in every place, so that every place can be seen. */
const SPEC: ResolvedSpec = {
  name: 'demo',
  endpoint: { vip: '192.0.2.100', port: 8443, names: [] },
  availability: { failoverMs: 1000, hangMs: 3000, profile: 'virtual' },
  hosts: [host('lb1', 1), host('lb2', 2)],
  loadBalancer: {
    kind: 'haproxy',
    backends: [{ name: 's1', address: '192.0.2.21', port: 6443 }],
    healthPath: '/readyz',
    backendCa: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
    maxConnections: 1000,
    virtualRouterId: 7,
  },
  kubernetes: null,
  proxy: null,
  sshConfig: '/ssh_config',
  operatorNetns: 'vantage',
  bundle: { folder: '/bundle', onHosts: null, allowModules: true },
};

/** Leaves that no layer may read, since they say how and not what; each with the file that reads it. */
const READ_ELSEWHERE: Readonly<Record<string, { file: string; as: string }>> = {
  'hosts.ssh.user': { file: 'src/app/doors.ts', as: '...ssh' },
  'hosts.ssh.port': { file: 'src/app/doors.ts', as: '...ssh' },
  'hosts.ssh.identityFile': { file: 'src/app/doors.ts', as: '...ssh' },
  sshConfig: { file: 'src/app/doors.ts', as: 'spec.sshConfig' },
  operatorNetns: { file: 'src/cli/commands/probe.ts', as: 'spec.operatorNetns' },
  'bundle.folder': { file: 'src/cli/open-cluster.ts', as: 'bundle.folder' },
  'bundle.allowModules': { file: 'src/cli/commands/apply.ts', as: 'bundle.allowModules' },
};
/** Leaves that nothing needs to read yet, each with its reason. */
const UNREAD: Readonly<Record<string, string>> = {
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

function readByLayers(spec: ResolvedSpec): Set<string> {
  const seen = new Set<string>();
  const facts: HostFacts = {
    system: { osId: 'debian', osVersion: '13', architecture: 'amd64', virtualization: 'kvm' },
    interface: 'eth0',
    record: null,
  };
  converge(watched(spec, seen), new Map(spec.hosts.map(({ name }) => [name, facts])), () => '1:2.3.3-1');
  return seen;
}

describe('every leaf of the resolved spec', () => {
  const leaves = [...new Set(leavesOf(SPEC, ''))];
  const unread = (all: readonly string[], seen: ReadonlySet<string>) =>
    all.filter(leaf => !seen.has(leaf) && READ_ELSEWHERE[leaf] === undefined && UNREAD[leaf] === undefined);

  test('is seen', () => {
    expect(leaves.length).toBeGreaterThan(18);
  });

  test('is read by a layer, or by the file that is named for it', () => {
    expect(unread(leaves, readByLayers(SPEC))).toEqual([]);
  });

  test.each(Object.entries(READ_ELSEWHERE))('%s is read where it is said to be', (_leaf, { file, as }) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(as);
  });

  test('one that nobody reads is found', () => {
    expect(unread([...leaves, 'loadBalancer.colour'], readByLayers(SPEC))).toContain('loadBalancer.colour');
  });

  test('layers do not look at how hosts are reached', () => {
    const seen = readByLayers(SPEC);
    expect(Object.keys(READ_ELSEWHERE).filter(leaf => seen.has(leaf))).toEqual([]);
  });
});
