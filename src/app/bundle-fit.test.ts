/** Programs of another architecture are found out before the first of them is sent. */
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
  test('is for hosts of its architecture, also where dpkg does not say which that is', () => {
    refuseUnfit(MADE, hosts(['debian', '13', 'amd64'], ['debian', '13', '']));
    refuseUnfit(MADE, new Map());
  });

  test('is for hosts of another distribution: their packages are not in it, and need not be', () => {
    refuseUnfit(MADE, hosts(['debian', '12', 'amd64'], ['ubuntu', '24.04', 'amd64']));
  });

  test('is not for another architecture, whose hosts are named', () => {
    const mixed = hosts(['debian', '13', 'amd64'], ['debian', '13', 'arm64'], ['debian', '12', 'arm64']);
    expect(() => refuseUnfit(MADE, mixed)).toThrow('its programs are for amd64\nh2, h3: arm64');
  });

  test('does not name a thousand hosts', () => {
    const many = hosts(
      ...Array.from({ length: 9 }, (): [string, string, string] => ['debian', '12', 'arm64']),
    );
    expect(() => refuseUnfit(MADE, many)).toThrow('h1, h2, h3, h4, h5 and 4 more: arm64');
  });
});
