import { describe, expect, it } from 'vitest';
import type { Fault } from '../failover/terms.ts';
import { DRILLS } from './drills.ts';
import { predictionOf } from './prediction.ts';

const TOTALS: Readonly<Record<Fault, number>> = {
  'power-loss': 975,
  'haproxy-crash': 500,
  'haproxy-hang': 1625,
  'hand-over': 425,
  'backend-crash': 40,
  'backend-hang': 2100,
};
const predicted = (id: string, totals = TOTALS) =>
  predictionOf(DRILLS.find(drill => drill.id === id)!, fault => totals[fault]);

describe('what is predicted', () => {
  it('is the fault that the drill makes', () => {
    expect(predicted('vip-holder-power-loss')).toBe(975);
  });

  it('is the worst of several faults', () => {
    expect(predicted('two-faults')).toBe(2100);
  });

  it('is the rhythm of the prober where nothing of new connections fails', () => {
    expect(predicted('control')).toBe(40);
    expect(predicted('etcd-leader-killed')).toBe(40);
  });

  it('is as long as a fault that nobody can notice, and a take-over', () => {
    expect(predicted('one-way-loss')).toBe(8975);
  });

  it('is nothing where nothing would ever notice', () => {
    expect(predicted('haproxy-frozen', { ...TOTALS, 'haproxy-hang': Number.POSITIVE_INFINITY })).toBeNull();
  });

  it('is missing for one drill alone, whose end is when machines have booted', () => {
    const without = DRILLS.filter(drill => predictionOf(drill, fault => TOTALS[fault]) === null);
    expect(without.map(({ id }) => id)).toEqual(['majority-lost']);
  });
});
