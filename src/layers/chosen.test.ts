import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClusterRecord, RECORD_FORMAT } from '../base/record.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import { BLANK_FACTS } from '../facts/sample-facts.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { choose } from './chosen.ts';

const spec = (names: readonly string[], profile: 'auto' | 'cautious' = 'auto'): ResolvedSpec => ({
  name: 'c',
  endpoint: { vip: '192.0.2.100', port: 8443, names: [] },
  availability: { failoverMs: 1000, hangMs: 4000, profile, drills: 'allowed' },
  hosts: names.map((name, at) => ({
    name,
    address: `192.0.2.${at + 1}`,
    roles: ['load-balancer'],
    ssh: { user: 'root', port: 22, identityFile: null, bastion: null },
    interface: null,
    nodeAddress: '192.0.2.1',
    labels: {},
    taints: [],
  })),
  loadBalancer: {
    kind: 'haproxy',
    backends: [],
    healthPath: '/readyz',
    backendCa: null,
    maxConnections: 1000,
    virtualRouterId: null,
    patches: { haproxy: null, keepalived: null },
  },
  kubernetes: null,
  proxy: null,
  sshConfig: null,
  operatorNetns: null,
  bundle: { folder: null, onHosts: null, allowModules: false },
});

const facts = (record: ClusterRecord | null, virtualization = 'kvm'): HostFacts => ({
  ...BLANK_FACTS,
  system: { ...BLANK_FACTS.system, virtualization },
  record,
});

const recordOf = (chosen: ClusterRecord['chosen']): ClusterRecord => ({
  format: RECORD_FORMAT,
  name: 'c',
  hosts: [],
  endpoint: { vip: '192.0.2.100', port: 8443 },
  chosen,
});

describe('what is chosen once', () => {
  test('three balancers get priorities ten apart, by name', () => {
    expect(choose(spec(['b', 'c', 'a']), [facts(null)]).priorities).toEqual({ a: 254, b: 244, c: 234 });
  });

  test('a reordered file, and a new host with an earlier name, move nothing', () => {
    const kept = recordOf(choose(spec(['b', 'c']), [facts(null)]));
    expect(choose(spec(['c', 'a', 'b']), [facts(kept), facts(null)]).priorities).toEqual({
      a: 234,
      b: 254,
      c: 244,
    });
  });

  test('no two are equal and all are between 1 and 254, however many come and go', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(names, names, (before, after) => {
        const kept = recordOf(choose(spec(before), [facts(null)]));
        const { priorities } = choose(spec(after), [facts(kept)]);
        const values = Object.values(priorities);
        expect(new Set(values).size).toBe(after.length);
        expect(values.every(value => value >= 1 && value <= 254)).toBe(true);
        for (const name of after.filter(each => before.includes(each))) {
          expect(priorities[name]).toBe(kept.chosen.priorities[name]);
        }
      }),
    );
  });

  test('more than VRRP can tell apart are refused', () => {
    const many = Array.from({ length: 255 }, (_, at) => `h${at}`);
    expect(() => choose(spec(many), [facts(null)])).toThrow(/255 hosts have the role load-balancer/);
  });

  test('bare metal everywhere is lan; one virtual machine makes it virtual; the file and the record come first', () => {
    expect(choose(spec(['a']), [facts(null, 'none')]).profile).toBe('lan');
    expect(choose(spec(['a', 'b']), [facts(null, 'none'), facts(null, 'kvm')]).profile).toBe('virtual');
    const kept = recordOf({ virtualRouterId: 7, priorities: {}, profile: 'lan' });
    expect(choose(spec(['a']), [facts(kept, 'kvm')])).toMatchObject({ profile: 'lan', virtualRouterId: 7 });
    expect(choose(spec(['a'], 'cautious'), [facts(kept)]).profile).toBe('cautious');
  });
});
