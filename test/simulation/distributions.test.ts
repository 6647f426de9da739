/** Clusters on hosts of other distributions than the bundle's packages are for. */
import { expect, test } from 'vitest';
import { HAPROXY_CONFIG, KEEPALIVED_CONFIG } from '../../src/layers/loadbalancer/hooks.ts';
import { create } from './creation.ts';
import { PACKAGES, type System } from './fleet.ts';

const SEED = 20_261_201;

const OTHERS = Object.fromEntries(Object.keys(PACKAGES).map(name => [name, '0.5']));
const system = (osId: string, osVersion: string, haproxy: string, keepalived: string): System => ({
  osId,
  osVersion,
  packages: { ...OTHERS, haproxy, keepalived },
});
const BOOKWORM = system('debian', '12', '2.6.12-1+deb12u4', '1:2.2.7-1+b2');
const JAMMY = system('ubuntu', '22.04', '2.4.24-0ubuntu0.22.04.1', '1:2.2.4-0.2build1');
const NOBLE = system('ubuntu', '24.04', '2.8.5-1ubuntu3.4', '1:2.2.8-1build2');

const all = (one: System) => Object.fromEntries(['cp1', 'cp2', 'cp3', 'w1'].map(name => [name, one]));

test.each([
  ['Debian 12', all(BOOKWORM)],
  ['Ubuntu 22.04', all(JAMMY)],
  ['Ubuntu 24.04', all(NOBLE)],
  ['all of them', { cp2: BOOKWORM, cp3: JAMMY, w1: NOBLE }],
])('a creation on %s ends, and the next run finds nothing left to do', async (_name, systems) => {
  const { complaints, results, after } = await create(3, { seed: SEED, systems, runsAfter: 2 }, []);
  expect(complaints).toEqual([]);
  expect(results).toEqual(['done', 'nothing-to-do']);
  const installed = after.get('cp3')!.packages;
  expect(installed.get('haproxy')).toBe(systems['cp3']!.packages['haproxy']);
  const keepalived = (host: string) => after.get(host)!.files.get(KEEPALIVED_CONFIG)!.content;
  // What only a newer Keepalived knows is not written for an older one.
  expect(keepalived('cp3')).toContain('interval 1\n');
  expect(keepalived('cp3')).not.toContain('timer_expired_backup');
  // All agree about adverts, or two would hold the VIP.
  const adverts = ['cp1', 'cp2', 'cp3'].map(host => /advert_int .*/.exec(keepalived(host))![0]);
  expect(new Set(adverts).size).toBe(1);
  expect(after.get('cp1')!.files.get(HAPROXY_CONFIG)!.content).toBe(
    after.get('cp3')!.files.get(HAPROXY_CONFIG)!.content,
  );
});

test('a host that offers less than is known to work gets nothing', async () => {
  const old = system('ubuntu', '24.04', '2.2.9-1', '1:2.2.8-1build2');
  const { results, after } = await create(3, { seed: SEED, systems: { cp2: old }, runsAfter: 1 }, []);
  expect(results).not.toContain('done');
  expect(after.get('cp2')!.packages.get('haproxy')).toBeUndefined();
});
