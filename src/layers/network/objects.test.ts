/** The objects that are applied say to the API what a person's manifests say to kubectl. */
import { expect, test } from 'vitest';
import type { HostFacts } from '../../facts/host-facts.ts';
import type { ResolvedHost, ResolvedSpec } from '../../spec/resolved.ts';
import type { LayerInput } from '../layer.ts';
import { NETWORK } from './objects.ts';

function host(name: string, role: string, taints: ResolvedHost['taints'] = []): ResolvedHost {
  return { name, nodeAddress: '192.0.2.1', roles: [role], taints } as unknown as ResolvedHost;
}

const HOST = host('cp1', 'control-plane');

/** What is applied beside these manifests of the plugin. */
function applied(content: string, others: readonly ResolvedHost[] = []): string {
  const kubernetes = {
    serviceCidr: '10.96.0.0/12',
    plugin: 'manifests',
    manifests: [{ name: 'cni.yaml', content }],
  };
  const input = {
    spec: { name: 'demo', hosts: [HOST, ...others], kubernetes } as unknown as ResolvedSpec,
    hosts: [
      {
        host: HOST,
        facts: { record: null, kubernetes: { authorities: null, creation: null } } as unknown as HostFacts,
      },
    ],
    bundle: { images: [{ name: 'registry.k8s.io/coredns/coredns:v1' }] },
  } as unknown as LayerInput;
  return NETWORK.changes(input)[0]!.steps[0]!.content as string;
}

test('an octal mode stays the number that it is, and a word that looks like a boolean stays a word', () => {
  const [first] = applied(`apiVersion: apps/v1
kind: DaemonSet
metadata: {name: cni}
spec:
  volumes: [{secret: {defaultMode: 0400}}]
  hostNetwork: yes
  args: ["yes", "0400", 12:30]
---
# nothing more
`).split('---\n');
  expect(first).toBe(`apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: cni
  labels:
    barque.dev/set: network
spec:
  volumes:
    - secret:
        defaultMode: 256
  hostNetwork: true
  args:
    - "yes"
    - "0400"
    - "12:30"
`);
});

test.each([
  ['alone', [], 1],
  ['with a worker', [host('w1', 'worker')], 2],
  [
    'with a worker that nobody may go to',
    [host('w1', 'worker', [{ key: 'gpu', value: '', effect: 'NoSchedule' }])],
    1,
  ],
  [
    'with one that is only avoided',
    [host('w1', 'worker', [{ key: 'gpu', value: '', effect: 'PreferNoSchedule' }])],
    2,
  ],
  ['with a balancer', [host('lb1', 'load-balancer')], 1],
])('DNS counts on the hosts to which its pods may go: %s', (_name, others, hosts) => {
  expect(applied('', others)).toContain(`nodeTaintsPolicy: ${hosts < 2 ? 'Honor' : 'Ignore'}\n`);
});
