import { describe, expect, test } from 'vitest';
import type { Step } from './change.ts';
import { differenceOf } from './difference.ts';
import { afterOf, type Verb } from './verb.ts';

const left = (verb: Verb, before: Step['before']) =>
  differenceOf({ id: 'a/b/c', verb, before, after: afterOf(verb), deadlineMs: 1, repeat: 'safe' });

describe('what of a step is still to be done', () => {
  test('are the packages that are missing or have another version', () => {
    const packages = ['kmod', 'iptables', 'conntrack'].map(name => ({ name, version: '2' }));
    expect(
      left(
        { do: 'package.install', packages, orNewer: false, masked: [], environment: [] },
        { kmod: '2', iptables: '1', conntrack: 'absent' },
      ),
    ).toMatchObject({
      packages: [
        { name: 'iptables', version: '1 → 2' },
        { name: 'conntrack', version: '2' },
      ],
    });
  });

  test('are the images that are not there, or not pinned', () => {
    const images = ['a', 'b', 'c'].map(name => ({ name, manifest: 'm' }));
    expect(
      left({ do: 'image.import', images, onHost: null }, { a: 'm pinned', b: 'm', c: 'absent' }),
    ).toMatchObject({ images: [{ name: 'b' }, { name: 'c' }] });
  });

  test('are the settings of the kernel that differ', () => {
    expect(
      left(
        { do: 'kernel.tune', modules: ['overlay', 'br'], settings: { forward: '1', other: '2' } },
        { 'module overlay': 'there', 'module br': 'absent', forward: '0', other: '2' },
      ),
    ).toMatchObject({ modules: ['br'], settings: { forward: '0 → 1' } });
  });

  test('are the marks of nodes that differ, and those of ours that nobody wants any more', () => {
    const disk = { kind: 'label', key: 'disk', state: 'there', value: 'ssd' } as const;
    const gpu = { kind: 'taint', key: 'gpu:NoSchedule', state: 'there', value: '' } as const;
    const verb: Verb = { do: 'node.mark', nodes: ['w1', 'w2'].map(node => ({ node, marks: [disk, gpu] })) };
    const before = {
      ...afterOf(verb),
      'w1 label disk': 'absent',
      'w1 ours': 'label|zone taint|gpu:NoSchedule',
    };
    expect(left(verb, before)).toMatchObject({
      nodes: [{ node: 'w1', marks: [disk, { kind: 'label', key: 'zone', state: 'absent' }] }],
    });
  });

  test('is all of it where an earlier step decides what is there', () => {
    const verb: Verb = { do: 'image.import', images: [{ name: 'a', manifest: 'm' }], onHost: null };
    expect(left(verb, null)).toBe(verb);
  });
});
