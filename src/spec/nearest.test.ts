import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['adress', 'address', 1],
    ['hsots', 'hosts', 1],
    ['kitten', 'sitting', 3],
    ['abc', '', 3],
  ])('%j to %j is %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  it('is the same both ways and zero only for equal words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('nearest', () => {
  const known = ['name', 'address', 'roles', 'ssh', 'interface'];
  it.each([
    ['adress', 'address'],
    ['Address', 'address'],
    ['rolse', 'roles'],
    ['iface', null],
    ['colour', null],
    ['interfaces', 'interface'],
  ])('%s: %s', (word, meant) => expect(nearest(word, known)).toBe(meant));
});
