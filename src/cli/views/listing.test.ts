import { describe, expect, it } from 'vitest';
import { hostList, some } from './listing.ts';

describe('a list in a line', () => {
  it('is cut where it gets long, but never for one name', () => {
    expect(some(['a', 'b', 'c'], 2)).toBe('a, b, c');
    expect(some(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  });
});

describe('hosts in a line', () => {
  it('are in the order in which people count', () => {
    expect(hostList(['w10', 'w2', 'cp1'])).toBe('cp1, w2, w10');
  });

  it('are a range when four or more follow each other', () => {
    expect(hostList(['w4', 'w1', 'w3', 'w2', 'w6'])).toBe('w1 … w4, w6');
    expect(hostList(['w1', 'w2', 'w3'])).toBe('w1, w2, w3');
  });

  it('never fill a screen', () => {
    const odd = Array.from({ length: 500 }, (_, at) => `w${2 * at + 1}`);
    expect(hostList(odd)).toBe('w1, w3, w5, w7, w9, w11, w13, w15 and 492 more');
  });

  it('without numbers are no range', () => {
    expect(hostList(['d', 'c', 'b', 'a'])).toBe('a, b, c, d');
  });
});
