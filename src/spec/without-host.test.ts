/** What goes from a person's file when a host leaves the cluster: its entry, its own comments, and nothing else. */
import { describe, expect, test } from 'vitest';
import { withoutHost } from './without-host.ts';

const FILE = `apiVersion: barque/v1alpha1 # ours
spec:
  hosts:
    # all of one make

    # the first rack
    - name: cp1
      address: 10.0.0.11
    - name: w1   # borrowed
      address: 10.0.0.31
      labels: {disk: ssd}
      # ssh: {port: 2222}
    # the old Dell in rack 3,
    # noisy
    - { name: w2, address: 10.0.0.32 } # new
    -
      # lent to nobody
      name: w3
      address: 10.0.0.33
    # the last one
    -   name: w4
        address: 10.0.0.34

  endpoint:
    vip: 10.0.0.100
`;

/** The file without these lines; fails when they are not there. */
function but(lines: string): string {
  expect(FILE).toContain(lines);
  return FILE.replace(lines, '');
}

describe('a host goes with its own lines', () => {
  test.each([
    [
      'and the comments right above it, not those above an empty line',
      'cp1',
      '    # the first rack\n    - name: cp1\n      address: 10.0.0.11\n',
    ],
    [
      'and a comment that stands as deep as its values',
      'w1',
      '    - name: w1   # borrowed\n      address: 10.0.0.31\n      labels: {disk: ssd}\n      # ssh: {port: 2222}\n',
    ],
    [
      'written in one line',
      'w2',
      '    # the old Dell in rack 3,\n    # noisy\n    - { name: w2, address: 10.0.0.32 } # new\n',
    ],
    [
      'written below a dash that stands alone',
      'w3',
      '    -\n      # lent to nobody\n      name: w3\n      address: 10.0.0.33\n',
    ],
    ['the last of them', 'w4', '    # the last one\n    -   name: w4\n        address: 10.0.0.34\n'],
  ])('%s', (_name, host, lines) => {
    expect(withoutHost(FILE, host)).toBe(but(lines));
  });

  test('also without a newline at the end, and with lines that end by CR LF', () => {
    const short = 'spec:\n  hosts:\n  - name: a\n  -\n    name: b';
    expect(withoutHost(short, 'b')).toBe('spec:\n  hosts:\n  - name: a\n');
    expect(withoutHost(FILE.replaceAll('\n', '\r\n'), 'w3')).toBe(
      but('    -\n      # lent to nobody\n      name: w3\n      address: 10.0.0.33\n').replaceAll(
        '\n',
        '\r\n',
      ),
    );
  });

  test('the only one leaves an empty list, which others must refuse', () => {
    expect(withoutHost('spec:\n  hosts:\n    - name: a\n', 'a')).toBe('spec:\n  hosts:\n');
  });
});

describe('nothing is cut where it cannot be told what is its own', () => {
  test.each([
    ['no such host', FILE, 'w9'],
    ['a list on one line', 'spec: {hosts: [{name: w1}]}\n', 'w1'],
    ['no hosts', 'spec: {}\n', 'w1'],
    ['two hosts of one name', 'spec:\n  hosts:\n    - name: a\n    - name: a\n', 'a'],
    ['a file that is no YAML', 'spec:\n  hosts:\n    - name: a\n  x: [\n', 'a'],
    ['a second document', 'spec:\n  hosts:\n    - name: a\n    - name: b\n---\na: 1\n', 'a'],
  ])('%s', (_name, text, host) => {
    expect(withoutHost(text, host)).toBeNull();
  });
});
