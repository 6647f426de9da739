/** Names of runs sort by time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runName } from './run.ts';

test('a name says when, in UTC', () => {
  expect(runName(Date.UTC(2026, 10, 22, 22, 15, 5, 999), '1a2b')).toBe('20261122-221505-1a2b');
});

test('names of later seconds are later in the alphabet', () => {
  const second = fc.integer({ min: 0, max: 4_102_444_799 });
  fc.assert(
    fc.property(second, second, fc.stringMatching(/^[0-9a-f]{4}$/), (a, b, hex) => {
      fc.pre(a < b);
      expect(runName(a * 1000, hex) < runName(b * 1000, hex)).toBe(true);
    }),
  );
});
