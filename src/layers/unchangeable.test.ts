import { expect, test } from 'vitest';
import { type ClusterRecord, RECORD_FORMAT } from '../base/record.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { refuseUnchangeable } from './unchangeable.ts';

const RECORD: ClusterRecord = {
  format: RECORD_FORMAT,
  name: 'harbour',
  hosts: [],
  endpoint: { vip: '10.0.0.100', port: 8443 },
  networks: { pods: '10.244.0.0/16', services: '10.96.0.0/12' },
  chosen: { virtualRouterId: 7, priorities: {}, profile: 'lan' },
};

const spec = (changes: object = {}) =>
  ({
    name: 'harbour',
    endpoint: { vip: '10.0.0.100', port: 8443, names: [] },
    loadBalancer: { virtualRouterId: null },
    kubernetes: { podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12' },
    ...changes,
  }) as unknown as ResolvedSpec;

test('what stays the same, and what no host remembers, is no matter', () => {
  expect(() => refuseUnchangeable(spec(), [null, RECORD])).not.toThrow();
  expect(() => refuseUnchangeable(spec({ endpoint: { vip: '10.0.0.9', port: 1 } }), [null])).not.toThrow();
  const { networks: _n, ...old } = RECORD;
  expect(() =>
    refuseUnchangeable(spec({ kubernetes: { podCidr: '10.0.0.0/8', serviceCidr: '10.96.0.0/12' } }), [old]),
  ).not.toThrow();
});

test.each([
  ['endpoint.vip', { endpoint: { vip: '10.0.0.9', port: 8443 } }],
  ['endpoint.port', { endpoint: { vip: '10.0.0.100', port: 6443 } }],
  ['loadBalancer.virtualRouterId', { loadBalancer: { virtualRouterId: 8 } }],
  ['network.pods', { kubernetes: { podCidr: '10.0.0.0/8', serviceCidr: '10.96.0.0/12' } }],
  ['network.services', { kubernetes: { podCidr: '10.244.0.0/16', serviceCidr: '10.97.0.0/16' } }],
])('%s is for life', (what, changes) => {
  expect(() => refuseUnchangeable(spec(changes), [RECORD])).toThrow(what);
});
