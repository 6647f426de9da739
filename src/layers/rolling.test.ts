/** In which order nodes that serve are changed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayerInput } from './layer.ts';
import { systemReady } from './milestones.ts';
import { turnOf } from './rolling.ts';

type HostOf = LayerInput['hosts'][number];

function nodes(role: string, count: number, serving = true): HostOf[] {
  return Array.from({ length: count }, (_, at) => ({
    host: { name: `${role === 'worker' ? 'w' : 'cp'}${at + 1}`, roles: [role] },
    facts: { record: serving ? {} : null },
  })) as unknown as HostOf[];
}

const turns = (hosts: HostOf[]) =>
  Object.fromEntries(hosts.map(own => [own.host.name, turnOf({ hosts }, own, systemReady)]));

test('control planes first, then workers, one after another', () => {
  expect(turns([...nodes('worker', 2), ...nodes('control-plane', 3)])).toEqual({
    cp1: [],
    cp2: ['cp1/system.ready'],
    cp3: ['cp2/system.ready'],
    w1: ['cp3/system.ready'],
    w2: ['w1/joined'],
  });
});

test('nodes that are being made wait for nobody', () => {
  expect(turns([...nodes('control-plane', 3, false), ...nodes('worker', 2, false)])).toEqual({
    cp1: [],
    cp2: [],
    cp3: [],
    w1: [],
    w2: [],
  });
});

test('of many workers a twentieth goes at once, whoever is first or last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), count => {
      const hosts = nodes('worker', count);
      const waited = Object.values(turns(hosts)).flat();
      const atOnce = Math.max(1, Math.floor(count / 20));
      expect(waited).toHaveLength(count - Math.min(count, atOnce));
      expect(new Set(waited).size).toBe(waited.length);
    }),
    { numRuns: 30 },
  );
});
