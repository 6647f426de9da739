/** What flannel's objects must say beside what its own documentation has. */
import { expect, test } from 'vitest';
import { flannel } from './flannel.ts';

const ENDPOINT = { vip: '192.0.2.100', port: 8443 };

interface DaemonSet {
  spec: { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } };
}

test('it asks the API by the endpoint, so that it starts before kube-proxy does', () => {
  const objects = flannel({ podCidr: '10.244.0.0/16' }, ENDPOINT, 'flannel:v1');
  const set = objects.find(({ kind }) => kind === 'DaemonSet') as unknown as DaemonSet;
  const env = set.spec.template.spec.containers[0]!.env;
  expect(env).toContainEqual({ name: 'KUBERNETES_SERVICE_HOST', value: '192.0.2.100' });
  expect(env).toContainEqual({ name: 'KUBERNETES_SERVICE_PORT', value: '8443' });
});
