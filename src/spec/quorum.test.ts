import { describe, expect, it } from 'vitest';
import { quorumAdvice, quorumOf } from './quorum.ts';

describe('a quorum', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [7, 4],
  ])('of %i is %i', (members, quorum) => {
    expect(quorumOf(members)).toBe(quorum);
  });

  it('needs no words for three, five and seven', () => {
    expect([3, 5, 7].map(quorumAdvice)).toEqual([null, null, null]);
  });

  it('of two is worse than of one', () => {
    expect(quorumAdvice(2)?.summary).toBe('Two control planes are worse than one');
  });

  it('of four bears no more than of three', () => {
    expect(quorumAdvice(4)?.detail).toContain('need 3 for a majority and bear the loss of 1, as 3 do');
  });

  it('of nine makes every write wait for five', () => {
    expect(quorumAdvice(9)?.detail).toContain('need 5');
  });
});
