import { describe, expect, it } from 'vitest';
import { crossCheck } from './cross-check.ts';
import { readDocument } from './document.ts';

const CLUSTER = `spec:
  endpoint: {vip: 192.0.2.100}
  hosts:
    - {name: cp1, address: 192.0.2.11, roles: [control-plane]}
    - {name: w1, address: 192.0.2.21, roles: [worker]}
`;
const BALANCERS = CLUSTER.replace('control-plane', 'load-balancer').replace('worker', 'load-balancer');

/** `line summary` of each problem. */
function problems(text: string): string[] {
  const document = readDocument(text);
  if (!('value' in document)) throw new Error('the example is no YAML');
  return crossCheck(document).map(({ place, summary }) => `${place.line} ${summary}`);
}

describe('a cluster of Kubernetes', () => {
  it('that is usual has no problem', () => {
    expect(problems(CLUSTER)).toEqual([]);
  });

  it.each([
    ['services inside pods', 'network: {pods: 10.0.0.0/8}', '6 Two networks overlap'],
    ['services on the default pods', 'network: {services: 10.244.0.0/20}', '6 Two networks overlap'],
    [
      'pods on the machines’ own network',
      'network: {pods: 192.0.0.0/16}',
      '6 The network of the pods holds the machines’ own addresses',
    ],
    [
      'services on the VIP',
      'network: {services: 192.0.2.96/28}',
      '6 The network of the services holds the machines’ own addresses',
    ],
    ['an address inside a network', 'network: {pods: 10.244.3.0/16}', '6 This is no network'],
    [
      'pods with room for one node',
      'network: {pods: 10.244.0.0/24}',
      '6 The network of the pods is too small',
    ],
    ['pods with room for none', 'network: {pods: 10.244.0.0/26}', '6 The network of the pods is too small'],
    [
      'services beyond what apiservers take',
      'network: {services: 10.0.0.0/9}',
      '6 This network is too large',
    ],
    ['services without room for CoreDNS', 'network: {services: 10.9.0.0/29}', '6 This network is too small'],
    [
      'one registry twice',
      'registries: [{name: a.example}, {name: a.example}]',
      '6 This registry is listed twice',
    ],
    ['manifests without a file', 'network: {plugin: manifests}', '6 The manifests are missing'],
    ['a file without manifests', 'network: {manifests: [a.yaml]}', '6 Nobody would read these manifests'],
    [
      'backends beside control planes',
      'loadBalancer: {backends: ["192.0.2.31:6443"]}',
      '6 This does not go with control planes',
    ],
    [
      'a CA for the control planes',
      'loadBalancer: {backendCa: ca.pem}',
      '6 This does not go with control planes',
    ],
  ])('%s', (_name, line, problem) => {
    expect(problems(`${CLUSTER}  ${line}\n`)).toEqual([problem]);
  });

  it.each([
    ['a node address that is another host’s', 'nodeAddress: 192.0.2.11', '5 Two nodes have the same address'],
    ['a node address that is the VIP', 'nodeAddress: 192.0.2.100', '2 The VIP is the address of a host'],
    ['a node address that is loopback', 'nodeAddress: 127.0.0.1', '5 This address cannot be a host’s'],
    ['the label of its name', 'labels: {kubernetes.io/hostname: x}', '5 This label is Kubernetes’ own'],
    [
      'a taint of the node controller',
      'taints: [{key: node.kubernetes.io/not-ready, effect: NoExecute}]',
      '5 This taint is Kubernetes’ own',
    ],
    [
      'one taint twice',
      'taints: [{key: a, value: b, effect: NoExecute}, {key: a, value: c, effect: NoExecute}]',
      '5 This taint is listed twice',
    ],
  ])('%s', (_name, words, problem) => {
    expect(problems(CLUSTER.replace('[worker]', `[worker], ${words}`))).toEqual([problem]);
  });

  it.each([
    'labels: {topology.kubernetes.io/zone: a, node-role.kubernetes.io/worker: ""}',
    'nodeAddress: 192.0.2.22',
    'taints: [{key: a, effect: NoExecute}, {key: a, effect: NoSchedule}]',
  ])('may have %s', words => {
    expect(problems(CLUSTER.replace('[worker]', `[worker], ${words}`))).toEqual([]);
  });
});

describe('balancers without a control plane', () => {
  it('have no problem', () => {
    expect(problems(BALANCERS)).toEqual([]);
  });

  it.each([
    'kubernetes: {version: "1.36"}',
    'network: {pods: 192.0.2.0/24}',
    'registries: []',
    'overrides: {kubelet: {}}',
    'overrides: {ignorePreflightErrors: [Swap]}',
  ])('%s would be read by nobody', line => {
    expect(problems(`${BALANCERS}  ${line}\n`)).toEqual(['6 Nobody would read this']);
  });

  it('may have what is about HAProxy', () => {
    expect(problems(`${BALANCERS}  overrides: {haproxy: {maxconn: 500}}\n`)).toEqual([]);
  });

  it('have no labels, and no workers', () => {
    expect(problems(BALANCERS.replace('[load-balancer]}', '[load-balancer], labels: {a: b}}'))).toEqual([
      '4 Nobody would read this',
    ]);
    expect(problems(CLUSTER.replace('control-plane', 'load-balancer'))).toEqual([
      '5 A worker needs a control plane',
    ]);
  });
});

describe('where a role cannot be read', () => {
  const kubernetes = `  kubernetes: {version: "1.36"}\n`;
  it.each([
    ['is no list', CLUSTER.replace('[control-plane]', 'control-plane')],
    ['is misspelt', CLUSTER.replace('control-plane', 'controlplane')],
    ['is missing', CLUSTER.replace(', roles: [control-plane]', ', labels: {a: b}')],
    ['belongs to no host', CLUSTER.replace(/ {4}- .*\n/g, '').replace('hosts:', 'hosts: []')],
  ])('nothing is said that it would contradict: it %s', (_name, text) => {
    expect(problems(text + kubernetes)).toEqual([]);
  });
});

it('room for one node is said as one speaks', () => {
  const document = readDocument(`${CLUSTER}  network: {pods: 10.244.0.0/24}\n`);
  if (!('value' in document)) throw new Error('the example is no YAML');
  expect(crossCheck(document)[0]?.detail).toBe(
    '10.244.0.0/24 has room for 1 node with a /24 each; there are 2.',
  );
});
