/** No port of the endpoint is accepted that another program of a balancer has: each would fight for it in the middle of a creation. */
import { describe, expect, it } from 'vitest';
import { crossCheck } from './cross-check.ts';
import { readDocument } from './document.ts';

const hosts = (...roles: string[]) =>
  roles
    .map((role, at) => `    - {name: h${at + 1}, address: 192.0.2.${at + 11}, roles: [${role}]}\n`)
    .join('');

/** The usual shape: nobody is named a balancer. */
const USUAL = hosts('control-plane', 'control-plane', 'worker');
const APART = hosts('control-plane', 'worker', 'load-balancer');

/** `summary: detail` of each problem. */
function problems(port: number, all: string): string[] {
  const document = readDocument(`spec:\n  endpoint: {vip: 192.0.2.100, port: ${port}}\n  hosts:\n${all}`);
  if (!('value' in document)) throw new Error('the example is no YAML');
  return crossCheck(document).map(({ summary, detail }) => `${summary}: ${detail}`);
}

describe('control planes that balance without being named so', () => {
  it.each([
    [22, 'the SSH server'],
    [6443, 'kube-apiserver'],
    [2379, 'etcd'],
    [2380, 'etcd'],
    [2381, 'etcd'],
    [10_248, 'kubelet'],
    [10_249, 'kube-proxy'],
    [10_250, 'kubelet'],
    [10_256, 'kube-proxy'],
    [10_257, 'kube-controller-manager'],
    [10_259, 'kube-scheduler'],
  ])('have %d taken by %s', (port, program) => {
    expect(problems(port, USUAL)).toEqual([
      `Two programs would have the same port: ${port} is taken by ${program} on h1, h2, where HAProxy is to have it.`,
    ]);
  });

  it.each([8404, 8405])('have %d taken by HAProxy itself', port => {
    expect(problems(port, USUAL)).toHaveLength(1);
  });

  it.each([443, 8443, 6444, 9443])('have %d free', port => {
    expect(problems(port, USUAL)).toEqual([]);
  });
});

describe('balancers of their own', () => {
  it.each([6443, 2379, 10_250])('have %d free, whatever the control planes have', port => {
    expect(problems(port, APART)).toEqual([]);
  });

  it('have the kubelet’s port taken where they are workers, too', () => {
    expect(problems(10_250, APART.replace('[worker]', '[worker, load-balancer]'))).toEqual([
      'Two programs would have the same port: 10250 is taken by kubelet on h2, where HAProxy is to have it.',
    ]);
  });

  it('have the port taken at which their SSH server is reached', () => {
    const moved = APART.replace('[load-balancer]', '[load-balancer], ssh: {port: 443}');
    expect(problems(443, moved)).toEqual([
      'Two programs would have the same port: 443 is taken by the SSH server on h3, where HAProxy is to have it.',
    ]);
    expect(problems(22, moved)).toEqual([]);
  });
});

it('of many hosts a few are named', () => {
  expect(problems(6443, hosts(...Array<string>(5).fill('control-plane')))).toEqual([
    'Two programs would have the same port: 6443 is taken by kube-apiserver on h1, h2, h3 and 2 more, where HAProxy is to have it.',
  ]);
});
