import { describe, expect, it } from 'vitest';
import { resolve } from './resolve.ts';
import { clusterSchema, jsonSchema, type Written } from './schema.ts';

type Node = { [key: string]: unknown };

/** `path → JSON Schema` of every leaf; lists and choices are walked through. */
function leaves(schema: Node, path: string): [string, Node][] {
  const properties = schema['properties'] as Record<string, Node> | undefined;
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, child]) => leaves(child, `${path}.${key}`));
  if (schema['items'] !== undefined) return leaves(schema['items'] as Node, `${path}[]`);
  if (schema['anyOf'] !== undefined) return (schema['anyOf'] as Node[]).flatMap(each => leaves(each, path));
  return [[path, schema]];
}

const root = () => (jsonSchema()['$defs'] as Record<string, Node>)['Cluster']!;

/** Every leaf is given, so that what resolve does not read is a leaf nobody reads. */
const FULL: Written = {
  apiVersion: 'barque/v1alpha1',
  kind: 'Cluster',
  metadata: { name: 'full' },
  spec: {
    endpoint: { vip: '10.0.0.100', port: 8443, names: ['k8s.example.org'] },
    availability: { failover: '1s', hang: '3s', profile: 'lan', drills: 'allowed' },
    hosts: [
      {
        name: 'a',
        address: '10.0.0.1',
        roles: ['load-balancer'],
        interface: 'eth0',
        nodeAddress: '10.1.0.1',
        labels: { zone: 'a' },
        taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }],
        ssh: { user: 'root', port: 22, identityFile: 'id', bastion: 'jump' },
      },
    ],
    loadBalancer: {
      kind: 'haproxy',
      backends: ['s1=10.0.0.2:9443', { name: 's2', address: '10.0.0.3', port: 9443 }],
      health: { path: '/readyz' },
      backendCa: 'ca.pem',
      virtualRouterId: 7,
      patches: { haproxy: 'haproxy.cfg', keepalived: 'keepalived.conf' },
    },
    kubernetes: { version: '1.36', patches: 'patches' },
    network: {
      pods: '10.244.0.0/16',
      services: '10.96.0.0/12',
      plugin: 'manifests',
      manifests: ['cni.yaml'],
    },
    registries: [{ name: 'docker.io', mirrors: ['https://mirror.example'], ca: 'mirror.pem' }],
    proxy: { http: 'http://p:1', https: 'http://p:1', except: ['10.0.0.0/8'] },
    overrides: {
      containerd: { a: 1 },
      kubelet: { a: 1 },
      kubeProxy: { a: 1 },
      haproxy: { maxconn: 1000 },
      ignorePreflightErrors: ['Swap'],
    },
    ssh: { config: 'ssh_config' },
    operator: { netns: 'ns' },
    bundle: { folder: 'bundle', onHosts: '/media/bundle', allowModuleBundle: true },
  },
};

/** Backends are read where there is no control plane, Kubernetes where there is one. */
const WITH_CONTROL_PLANE: Written = {
  ...FULL,
  spec: { ...FULL.spec, hosts: [{ ...FULL.spec.hosts[0]!, roles: ['control-plane'] }] },
};

function recording<T extends object>(value: T, path: string, read: Set<string>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || typeof member === 'function') return member;
      const at = Array.isArray(target) ? `${path}[]` : `${path}.${key}`;
      read.add(at);
      if (member !== null && typeof member === 'object') return recording(member, at, read);
      return member;
    },
  });
}

describe('the schema', () => {
  it('describes every leaf', () => {
    const all = leaves(root(), '');
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter(([, leaf]) => typeof leaf['description'] !== 'string').map(([path]) => path)).toEqual(
      [],
    );
  });

  it('allows no other keys anywhere', () => {
    const open: string[] = [];
    const walk = (schema: Node, path: string): void => {
      if (schema['properties'] !== undefined && schema['additionalProperties'] !== false) open.push(path);
      for (const [key, child] of Object.entries(schema)) {
        if (child !== null && typeof child === 'object') walk(child as Node, `${path}/${key}`);
      }
    };
    walk(jsonSchema(), '');
    expect(open).toEqual([]);
  });

  it('has no leaf that resolve does not read', () => {
    expect(clusterSchema.safeParse(FULL).success).toBe(true);
    const read = new Set<string>();
    for (const written of [FULL, WITH_CONTROL_PLANE])
      resolve(recording(written, '', read), { absolute: path => `/${path}`, found: new Map() });
    // The form itself is read by the schema; a list of words may be taken whole.
    const unread = leaves(root(), '')
      .map(([path]) => path)
      .filter(path => !read.has(path) && !read.has(path.replace(/\[\]$/, '')));
    expect([...new Set(unread)]).toEqual(['.apiVersion', '.kind']);
  });
});
