/** Packages of another distribution are found out before the first of them is asked for. */
import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../facts/host-facts.ts';
import { refuseUnfit } from './bundle-fit.ts';

const MADE = { distribution: 'debian-13', architecture: 'amd64' };

function hosts(...systems: [osId: string, osVersion: string, architecture: string][]) {
  return new Map(
    systems.map(([osId, osVersion, architecture], at): [string, HostFacts] => [
      `h${at + 1}`,
      { system: { osId, osVersion, architecture, virtualization: 'kvm' } } as HostFacts,
    ]),
  );
}

describe('a bundle', () => {
  test('is for hosts of its distribution and architecture, also where dpkg does not say which that is', () => {
    refuseUnfit(MADE, hosts(['debian', '13', 'amd64'], ['debian', '13', '']));
    refuseUnfit(MADE, new Map());
  });

  test('is not for others, which are named', () => {
    const mixed = hosts(['debian', '13', 'amd64'], ['debian', '12', 'amd64'], ['debian', '12', 'amd64']);
    expect(() => refuseUnfit(MADE, mixed)).toThrow(
      'it was made for debian-13 (amd64)\nh2, h3: debian-12 (amd64)',
    );
    try {
      refuseUnfit(MADE, mixed);
    } catch (error) {
      expect(error).toMatchObject({
        failure: {
          domain: 'configuration',
          next: expect.stringContaining('barque bundle build --distribution debian-12'),
        },
      });
    }
  });

  test.each<[string, string, string]>([
    ['debian', '13', 'arm64'],
    ['ubuntu', '24.04', 'amd64'],
  ])('is not for %s %s (%s)', (...system) => {
    expect(() => refuseUnfit(MADE, hosts(system))).toThrow('use this bundle on these hosts');
  });

  test('does not name a thousand hosts', () => {
    const many = hosts(
      ...Array.from({ length: 9 }, (): [string, string, string] => ['debian', '12', 'amd64']),
    );
    expect(() => refuseUnfit(MADE, many)).toThrow('h1, h2, h3, h4, h5 and 4 more: debian-12 (amd64)');
  });
});
