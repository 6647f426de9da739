import { expect, test } from 'vitest';
import { fillLate, late, lateNamesIn } from './late.ts';

test('late values are found wherever a text stands', () => {
  const verb = { do: 'x', a: [late('ca'), 'plain'], b: { c: late('node-credentials/w1') }, d: 3, e: null };
  expect(lateNamesIn(verb)).toEqual(['ca', 'node-credentials/w1']);
});

test('they are put in their places, and nothing else is touched', () => {
  const filled = fillLate(
    { digest: late('authorities-digest'), of: ['late', late('ca')] },
    new Map([['authorities-digest', 'ab']]),
  );
  expect(filled).toEqual({ digest: 'ab', of: ['late', 'late:ca'] });
});
