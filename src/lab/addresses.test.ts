import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeSubnet, machinesOf, vantageAddress, vipOf } from './addresses.ts';

const counts = fc.record({
  controlPlanes: fc.integer({ min: 0, max: 20 }),
  workers: fc.integer({ min: 0, max: 20 }),
  loadBalancers: fc.integer({ min: 0, max: 20 }),
  servers: fc.integer({ min: 1, max: 29 }),
});
const none = { controlPlanes: 0, workers: 0, loadBalancers: 0, servers: 0 };

describe('the machines of a lab', () => {
  test('stand at fixed places of its subnet', () => {
    const all = { controlPlanes: 1, workers: 1, loadBalancers: 1, servers: 1 };
    expect(machinesOf(all, '10.77.4')).toEqual([
      { name: 'cp1', address: '10.77.4.11', roles: ['control-plane'] },
      { name: 'w1', address: '10.77.4.31', roles: ['worker'] },
      { name: 'lb1', address: '10.77.4.51', roles: ['load-balancer'] },
      { name: 's1', address: '10.77.4.71', roles: [] },
    ]);
  });

  test('never share a name or an address, with the vantage and the VIP neither', () => {
    fc.assert(
      fc.property(counts, wish => {
        const machines = machinesOf(wish, '10.77.4');
        const addresses = [
          vantageAddress('10.77.4'),
          vipOf('10.77.4'),
          ...machines.map(each => each.address),
        ];
        expect(new Set(addresses).size).toBe(machines.length + 2);
        expect(new Set(machines.map(each => each.name)).size).toBe(machines.length);
      }),
    );
  });

  test('are refused when there are none, or more than fit', () => {
    expect(() => machinesOf(none, '10.77.4')).toThrow('no machine was asked for');
    expect(() => machinesOf({ ...none, workers: 21 }, '10.77.4')).toThrow('0 to 20');
    expect(() => machinesOf({ ...none, servers: 30 }, '10.77.4')).toThrow('0 to 29');
  });
});

describe('a subnet', () => {
  test('is the first that no other lab holds', () => {
    expect(freeSubnet([])).toBe('10.77.1');
    expect(freeSubnet(['10.77.1', '10.77.3'])).toBe('10.77.2');
  });

  test('is refused when all are taken', () => {
    const all = Array.from({ length: 254 }, (_, at) => `10.77.${at + 1}`);
    expect(() => freeSubnet(all)).toThrow('all 254');
  });
});
