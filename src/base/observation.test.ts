/** Observations: the same words give the same bytes here and on a host. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { observationOf, sameObservation, wireOf } from './observation.ts';

const key = fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{0,9}$/);
const observation = fc.dictionary(key, fc.stringMatching(/^[^\n\0]{0,20}$/), { noNullPrototype: true });

test('what was sent is what is read', () => {
  fc.assert(
    fc.property(observation, seen => {
      expect(observationOf(wireOf(seen))).toEqual(seen);
      expect(wireOf(observationOf(wireOf(seen)))).toBe(wireOf(seen));
    }),
  );
});

test('the order of the words makes no difference; a word more, less or other does', () => {
  fc.assert(
    fc.property(observation, key, (seen, extra) => {
      expect(sameObservation(seen, Object.fromEntries(Object.entries(seen).reverse()))).toBe(true);
      const more = { ...seen, [extra]: `${seen[extra] ?? ''}!` };
      expect(sameObservation(seen, more)).toBe(false);
      expect(sameObservation(more, seen)).toBe(false);
    }),
  );
});

test('a missing word and an empty one differ', () => {
  expect(sameObservation({}, { a: '' })).toBe(false);
});

test('a host sorts as the operator does, by the key alone', () => {
  fc.assert(
    fc.property(observation, seen => {
      fc.pre(Object.keys(seen).length > 0);
      const lines = Object.entries(seen)
        .map(([word, value]) => `${word}=${value}\n`)
        .join('');
      const sorted = execFileSync('sort', ['-t=', '-k1,1'], { input: lines, env: { LC_ALL: 'C' } });
      expect(sorted.toString()).toBe(wireOf(seen));
    }),
    { numRuns: 30, examples: [[{ 'foo-bar': '1', foo: '2' }]] },
  );
});
