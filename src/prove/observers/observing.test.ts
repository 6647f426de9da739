import { describe, expect, it } from 'vitest';
import { GOOD } from '../sample-sample.ts';
import { holdersAt, mute } from './observing.ts';

const { holdings, backends } = GOOD.observed;
const servers = [...backends, { atMs: 0, balancer: 'cp1', up: ['cp1'] }];
const silent = holdings.map(holding => (holding.host === 'cp1' ? { ...holding, told: false } : holding));

describe('what observers did not hear', () => {
  it('is nothing when each balancer told both', () => {
    expect(mute(holdings, servers)).toEqual([]);
  });

  it('is a kernel that never said whether it has the address', () => {
    expect(mute(silent, servers)).toEqual(['cp1 never told whether it has the VIP']);
  });

  it('is a VIP that nobody ever had', () => {
    const nobody = holdings.map(({ host }) => ({ host, told: true, held: false, changes: [] }));
    expect(mute(nobody, servers)).toEqual(['nobody ever had the VIP']);
  });

  it('is a HAProxy that never told its servers', () => {
    const dumb = [...backends, { atMs: 0, balancer: 'cp1', up: null }];
    expect(mute(holdings, dumb)).toEqual(['HAProxy of cp1 never told its servers']);
  });
});

it('nobody knows who has the VIP while one balancer is silent', () => {
  expect(holdersAt(silent, GOOD.startMs)).toBeNull();
  expect(holdersAt(holdings, GOOD.startMs)).toEqual(['cp1']);
  expect(holdersAt(holdings, GOOD.endMs)).toEqual(['cp2']);
});
