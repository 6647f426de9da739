import { describe, expect, it, test } from 'vitest';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { lastsS, strikes } from './drill.ts';
import { haproxyReloads } from './drills/haproxy-reloads.ts';
import { majorityLost } from './drills/majority-lost.ts';
import { rollingReboot } from './drills/rolling-reboot.ts';
import { twoFaults } from './drills/two-faults.ts';
import { DRILLS, drillsCalled, USUAL } from './drills.ts';
import type { Machines } from './machines.ts';
import { hostAt } from './places.ts';
import { refusalOf } from './prove.ts';

const IDS = [
  ...['control', 'vip-holder-power-loss', 'control-plane-power-loss', 'haproxy-killed', 'haproxy-frozen'],
  ...['keepalived-killed', 'keepalived-frozen', 'apiserver-killed', 'apiserver-frozen'],
  ...['etcd-leader-killed', 'etcd-leader-frozen', 'machine-frozen', 'machine-paused', 'cable-pulled'],
  ...['vrrp-lost', 'one-way-loss', 'etcd-disk-full', 'slow-link', 'kubelet-stopped', 'networkd-restarted'],
  ...[
    'haproxy-reloads',
    'rolling-reboot',
    'two-faults',
    'majority-lost',
    'worker-power-loss',
    'vip-hand-over',
  ],
];

const host = (name: string, ...roles: string[]) => ({ name, roles });
const spec = {
  kubernetes: {},
  hosts: [
    ...['cp1', 'cp2', 'cp3'].map(name => host(name, 'control-plane', 'load-balancer')),
    host('w1', 'worker'),
    host('w2', 'worker'),
  ],
} as unknown as ResolvedSpec;
const machines: Machines = {
  refusal: async () => null,
  strike: async () => 0,
  heal: async () => {},
};
const never = new AbortController().signal;

test('every drill is in the list, by its name', () => {
  expect(DRILLS.map(({ id }) => id)).toEqual(IDS);
  expect(drillsCalled(USUAL).map(({ id }) => id)).toEqual([...USUAL]);
});

test('a name that is none is refused with the one that was meant', () => {
  expect(() => drillsCalled(['haproxy-kiled'])).toThrow(/haproxy-killed|no such drill/);
});

describe.each(DRILLS.map(drill => [drill.id, drill] as const))('%s', (_id, drill) => {
  it('heals whatever machine it strikes, and holds its faults for a while', () => {
    const struck = strikes(drill).filter(({ strike }) => strike.by === 'machine');
    const last = drill.acts.findLastIndex(act => act.is === 'strike' && act.strike.by === 'machine');
    const heals = drill.acts.findLastIndex(({ is }) => is === 'heal');
    expect(struck.length === 0 || heals > last).toBe(true);
    for (const [at, act] of drill.acts.entries())
      if (act.is === 'strike') expect(lastsS(drill, at)).toBeGreaterThanOrEqual(1);
  });

  it('says that it needs machines when it strikes one', () => {
    const needs = strikes(drill).some(({ strike }) => strike.by === 'machine');
    expect(drill.needs.machines === true).toBe(needs);
  });
});

test('a fault lasts until it is healed, over all that is held', () => {
  expect(lastsS(twoFaults, 0)).toBe(11);
  expect(lastsS(twoFaults, 2)).toBe(8);
  expect(lastsS(rollingReboot, 0)).toBe(8);
  expect(strikes(haproxyReloads)).toHaveLength(10);
});

describe('places', () => {
  const scene = (holder: string | null, leader: string | null) => ({
    spec,
    status: { vip: { address: '', holders: holder === null ? [] : [holder] }, etcd: { leader } as never },
    serving: ['w2'],
  });

  it('are told by who holds the VIP and who leads etcd', () => {
    const now = scene('cp2', 'cp1');
    expect(hostAt('vip-holder', now)).toBe('cp2');
    expect(hostAt('etcd-leader', now)).toBe('cp1');
    expect(hostAt('bystander', now)).toBe('cp3');
    expect(hostAt('second-bystander', now)).toBe('cp1');
    expect(hostAt('worker', now)).toBe('w2');
  });

  it('two bystanders are two hosts, neither with the VIP, wherever the leader is', () => {
    for (const holder of ['cp1', 'cp2', 'cp3'])
      for (const leader of ['cp1', 'cp2', 'cp3']) {
        const now = scene(holder, leader);
        const struck = strikes(majorityLost).map(({ on }) => hostAt(on, now));
        expect(new Set([...struck, holder]).size).toBe(3);
      }
  });

  it('are none where nobody is that', () => {
    expect(hostAt('vip-holder', scene(null, null))).toBeNull();
    expect(hostAt('worker', { ...scene('cp1', 'cp1'), serving: [] })).toBeNull();
  });
});

describe('a cluster that cannot have a drill is told why', () => {
  const refusal = (id: string, over: Partial<Parameters<typeof refusalOf>[1]> = {}) =>
    refusalOf(drillsCalled([id])[0]!, { spec, machines, podImage: 'probe:1', ...over }, never);

  it('because of its hosts', async () => {
    const small = { ...spec, hosts: spec.hosts.slice(0, 1) } as ResolvedSpec;
    expect(await refusal('apiserver-killed', { spec: small })).toBe(
      'it needs 3 control planes, and there are 1',
    );
    expect(await refusal('haproxy-killed', { spec: small })).toBe('it needs 2 balancers, and there is 1');
    expect(await refusal('apiserver-killed', { spec: { ...spec, kubernetes: null } })).toMatch(/are 0/);
  });

  it('because nobody has power over its machines, while what SSH can do stays possible', async () => {
    expect(await refusal('vip-holder-power-loss', { machines: null })).toMatch(/power over the machines/);
    expect(await refusal('haproxy-frozen', { machines: null })).toBeNull();
    for (const id of ['cable-pulled', 'vrrp-lost', 'one-way-loss', 'slow-link'])
      expect(await refusal(id, { machines: null })).toBeNull();
    expect(await refusal('etcd-disk-full', { machines: null })).toMatch(/power over the machines/);
    expect(await refusal('two-faults', { machines: null })).toMatch(/power over the machines/);
  });

  it('because a machine cannot fail so now', async () => {
    const full = { ...machines, refusal: async () => 'fill-disk: it has no disk of its own' };
    expect(await refusal('etcd-disk-full', { machines: full })).toMatch(/no disk/);
  });

  it('because its own pods cannot be had', async () => {
    expect(await refusal('worker-power-loss', { podImage: null })).toMatch(/bundle/);
    expect(await refusal('worker-power-loss')).toBeNull();
  });
});
