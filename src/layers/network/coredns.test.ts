import { expect, test } from 'vitest';
import { coredns, tenthAddress } from './coredns.ts';

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
    coredns({ serviceCidr: '10.96.0.0/12' }, 'coredns:v1', nodes),
  );
  expect(two).not.toEqual(one);
  expect(five).toEqual(two);
});

/** As the API is told it. */
function spreadOver(nodes: number): unknown {
  const deployment = coredns({ serviceCidr: '10.96.0.0/12' }, 'coredns:v1', nodes).find(
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

test('it notices soon that its connection to the API leads nowhere', () => {
  const deployment = coredns({ serviceCidr: '10.96.0.0/12' }, 'coredns:v1', 2).find(
    ({ kind }) => kind === 'Deployment',
  ) as unknown as { spec: { template: { spec: { containers: [{ env: unknown }] } } } };
  expect(deployment.spec.template.spec.containers[0].env).toContainEqual({
    name: 'HTTP2_READ_IDLE_TIMEOUT_SECONDS',
    value: '10',
  });
});
