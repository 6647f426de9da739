/** The objects that are applied say to the API what a person's manifests say to kubectl. */
import { expect, test } from 'vitest';
import type { HostFacts } from '../../facts/host-facts.ts';
import type { ResolvedHost, ResolvedSpec } from '../../spec/resolved.ts';
import type { LayerInput } from '../layer.ts';
import { NETWORK } from './objects.ts';

const HOST = { name: 'cp1', nodeAddress: '192.0.2.1', roles: ['control-plane'] } as unknown as ResolvedHost;

/** What is applied beside these manifests of the plugin. */
function applied(content: string): string {
  const kubernetes = {
    serviceCidr: '10.96.0.0/12',
    plugin: 'manifests',
    manifests: [{ name: 'cni.yaml', content }],
  };
  const input = {
    spec: { name: 'demo', hosts: [HOST], kubernetes } as unknown as ResolvedSpec,
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
