import { expect, test } from 'vitest';
import { coredns, tenthAddress } from './coredns.ts';

const ENDPOINT = { vip: '10.0.0.10', port: 8443 };

test.each([
  ['10.96.0.0/12', '10.96.0.10'],
  ['10.96.7.9/12', '10.96.0.10'],
  ['172.20.255.0/24', '172.20.255.10'],
  ['192.168.128.0/17', '192.168.128.10'],
])('the DNS service of %s has the tenth address, as kubeadm gives the kubelets', (cidr, address) => {
  expect(tenthAddress(cidr)).toBe(address);
});

test('the DNS pods are placed anew when one node becomes several, and not for each one more', () => {
  const [one, two, five] = [1, 2, 5].map(nodes =>
    coredns({ serviceCidr: '10.96.0.0/12' }, 'coredns:v1', nodes, ENDPOINT),
  );
  expect(two).not.toEqual(one);
  expect(five).toEqual(two);
});

/** As the API is told it. */
function spreadOver(nodes: number): unknown {
  const deployment = coredns({ serviceCidr: '10.96.0.0/12' }, 'coredns:v1', nodes, ENDPOINT).find(
    ({ kind }) => kind === 'Deployment',
  );
  const { spec } = deployment as unknown as {
    spec: { template: { spec: { topologySpreadConstraints: unknown[] } } };
  };
  return spec.template.spec.topologySpreadConstraints[0];
}

test.each([
  [0, 'Honor'],
  [1, 'Honor'],
  [2, 'Ignore'],
  [7, 'Ignore'],
])(
  'of %d nodes one that is not ready yet counts as a place where there are two to choose from',
  (nodes, policy) => {
    const rule = { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', nodeTaintsPolicy: policy };
    expect(spreadOver(nodes)).toMatchObject(rule);
    expect(spreadOver(nodes)).not.toHaveProperty('minDomains');
  },
);

test.each([
  ['by the endpoint, so that it waits for no kube-proxy', ENDPOINT, ['10.0.0.10', '8443']],
  ['by its Service where the pods’ network is not ours', null, []],
])('it asks the API %s', (_how, api, values) => {
  const objects = coredns({ serviceCidr: '10.96.0.0/12' }, 'coredns:v1', 2, api);
  const deployment = objects.find(({ kind }) => kind === 'Deployment') as unknown as {
    spec: { template: { spec: { containers: [{ env: { name: string; value: string }[] }] } } };
  };
  const { env } = deployment.spec.template.spec.containers[0];
  expect(env.filter(({ name }) => name.startsWith('KUBERNETES_SERVICE_')).map(({ value }) => value)).toEqual(
    values,
  );
});
