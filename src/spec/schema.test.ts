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
    endpoint: { vip: '10.0.0.100', port: 8443 },
    availability: { failover: '1s', hang: '3s', profile: 'lan' },
    hosts: [
      {
        name: 'a',
        address: '10.0.0.1',
        roles: ['load-balancer'],
        interface: 'eth0',
        ssh: { user: 'root', port: 22, identityFile: 'id' },
      },
    ],
    loadBalancer: {
      kind: 'haproxy',
      backends: ['s1=10.0.0.2:9443', { name: 's2', address: '10.0.0.3', port: 9443 }],
      health: { path: '/readyz' },
      backendCa: 'ca.pem',
      maxConnections: 1000,
      virtualRouterId: 7,
    },
    ssh: { config: 'ssh_config' },
    operator: { netns: 'ns' },
    bundle: { folder: 'bundle', allowModuleBundle: true },
  },
};

function recording<T extends object>(value: T, path: string, read: Set<string>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || typeof member === 'function') return member;
      const at = Array.isArray(target) ? `${path}[]` : `${path}.${key}`;
      if (member !== null && typeof member === 'object') return recording(member, at, read);
      read.add(at);
      return member;
    },
  });
}

describe('the schema', () => {
  it('describes every leaf', () => {
    const all = leaves(root(), '');
    expect(all.length).toBeGreaterThan(25);
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
    resolve(recording(FULL, '', read), { absolute: path => `/${path}`, backendCa: 'pem' });
    // The form itself is read by the schema.
    const unread = leaves(root(), '')
      .map(([path]) => path)
      .filter(path => !read.has(path));
    expect([...new Set(unread)]).toEqual(['.apiVersion', '.kind']);
  });
});
