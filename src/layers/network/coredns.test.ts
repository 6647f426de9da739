import { expect, test } from 'vitest';
import { tenthAddress } from './coredns.ts';

test.each([
  ['10.96.0.0/12', '10.96.0.10'],
  ['10.96.7.9/12', '10.96.0.10'],
  ['172.20.255.0/24', '172.20.255.10'],
  ['192.168.128.0/17', '192.168.128.10'],
])('the DNS service of %s has the tenth address, as kubeadm gives the kubelets', (cidr, address) => {
  expect(tenthAddress(cidr)).toBe(address);
});
