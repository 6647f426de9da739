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
