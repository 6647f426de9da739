import { expect, test } from 'vitest';
import { withoutHost } from './without-host.ts';

const FILE = `apiVersion: barque/v1alpha1 # ours
spec:
  hosts:
    # the first rack
    - name: cp1
      address: 10.0.0.11
    - name: w1   # borrowed
      address: 10.0.0.31
      labels: {disk: ssd}
    # the second rack
    - { name: w2, address: 10.0.0.32 } # new
    - name: w3
      address: 10.0.0.33

  endpoint:
    vip: 10.0.0.100
`;

test('a host goes with its own lines, and nothing else is touched', () => {
  expect(withoutHost(FILE, 'w1')).toBe(
    FILE.replace('    - name: w1   # borrowed\n      address: 10.0.0.31\n      labels: {disk: ssd}\n', ''),
  );
});

test('one that is written in a line', () => {
  expect(withoutHost(FILE, 'w2')).toBe(FILE.replace('    - { name: w2, address: 10.0.0.32 } # new\n', ''));
});

test('the last host', () => {
  expect(withoutHost(FILE, 'w3')).toBe(FILE.replace('    - name: w3\n      address: 10.0.0.33\n', ''));
});

test('no such host', () => {
  expect(withoutHost(FILE, 'w4')).toBeNull();
  expect(withoutHost('spec: {hosts: [{name: w1}]}\n', 'w1')).toBeNull();
  expect(withoutHost('spec: {}\n', 'w1')).toBeNull();
});
