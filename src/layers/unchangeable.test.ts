import { expect, test } from 'vitest';
import { type ClusterRecord, RECORD_FORMAT } from '../base/record.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { refuseUnchangeable } from './unchangeable.ts';

const RECORD: ClusterRecord = {
  format: RECORD_FORMAT,
  name: 'harbour',
  hosts: [
    { name: 'cp1', address: '10.0.0.1', nodeAddress: '10.1.0.1', roles: ['control-plane', 'load-balancer'] },
    { name: 'w1', address: '10.0.0.9', nodeAddress: '10.1.0.9', roles: ['worker'] },
  ],
  endpoint: { vip: '10.0.0.100', port: 8443 },
  networks: { pods: '10.244.0.0/16', services: '10.96.0.0/12', plugin: 'flannel' },
  chosen: { virtualRouterId: 7, priorities: {}, profile: 'lan' },
};

const KUBERNETES = { podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', plugin: 'flannel' };

const spec = (changes: object = {}) =>
  ({
    name: 'harbour',
    endpoint: { vip: '10.0.0.100', port: 8443, names: [] },
    loadBalancer: { virtualRouterId: null },
    kubernetes: KUBERNETES,
    hosts: RECORD.hosts,
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
  ['network.pods', { kubernetes: { ...KUBERNETES, podCidr: '10.0.0.0/8' } }],
  ['network.services', { kubernetes: { ...KUBERNETES, serviceCidr: '10.97.0.0/16' } }],
  ['network.plugin', { kubernetes: { ...KUBERNETES, plugin: 'none' } }],
  ['cp1.roles', { hosts: [{ ...RECORD.hosts[0], roles: ['worker'] }] }],
  ['w1.roles', { hosts: [{ ...RECORD.hosts[1], roles: ['control-plane'] }] }],
  ['cp1.nodeAddress', { hosts: [{ ...RECORD.hosts[0], nodeAddress: '10.1.0.2' }] }],
  ['cp1.address', { hosts: [{ ...RECORD.hosts[0], address: '10.0.0.2' }] }],
])('%s is for life', (what, changes) => {
  expect(() => refuseUnchangeable(spec(changes), [RECORD])).toThrow(what);
});

test('a worker may get another address, and any host the role of a balancer or none', () => {
  const [cp1, w1] = RECORD.hosts;
  const hosts = [
    { ...cp1, roles: ['control-plane'] },
    { ...w1, address: '10.0.0.8', nodeAddress: '10.1.0.8', roles: ['worker', 'load-balancer'] },
  ];
  expect(() => refuseUnchangeable(spec({ hosts }), [RECORD])).not.toThrow();
});
