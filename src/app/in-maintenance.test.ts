import { describe, expect, test } from 'vitest';
import { healthy } from '../../test/checks/healthy.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { inMaintenance } from './in-maintenance.ts';

const SINCE = '2026-11-23T07:15:00Z';

/** A cluster of which these hosts hold authorities, and those are in maintenance. */
function planned(holders: readonly string[], away: readonly string[], spec = healthy().spec as ResolvedSpec) {
  const facts = spec.hosts.map(({ name }): [string, HostFacts] => [
    name,
    {
      maintenance: away.includes(name) ? SINCE : null,
      kubernetes: { authorities: holders.includes(name) ? 'aa' : null },
    } as HostFacts,
  ]);
  return inMaintenance(spec, new Map(facts));
}

describe('hosts in maintenance', () => {
  test.each([
    [['cp1', 'cp2', 'cp3'], []],
    [
      ['cp1', 'cp2', 'cp3'],
      ['cp1', 'w1'],
    ],
    // Of a cluster that is only beginning nobody has any.
    [[], ['w1']],
  ])('are left out while others hold the authorities: %j without %j', (holders, away) => {
    expect(planned(holders, away)).toEqual(away);
  });

  test('are told to come back where they alone hold them', () => {
    expect(() => planned(['cp1'], ['cp1'])).toThrow(/cp1 is in maintenance, and no other control plane/);
    try {
      planned(['cp1'], ['cp1']);
    } catch (error) {
      expect(error).toMatchObject({ failure: { next: expect.stringContaining('barque node return cp1') } });
    }
  });

  test('decide nothing where there is no Kubernetes', () => {
    const spec = { ...(healthy().spec as ResolvedSpec), kubernetes: null };
    expect(planned(['cp1'], ['cp1'], spec)).toEqual(['cp1']);
  });
});
