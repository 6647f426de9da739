/** Which steps share a round trip. */
import { expect, test } from 'vitest';
import type { Step } from '../plan/change.ts';
import { filePut } from '../plan/desired.ts';
import { late } from '../plan/late.ts';
import type { Verb } from '../plan/verb.ts';
import { inRoundTrips } from './round-trips.ts';

const { verb: FILE } = filePut('f', { path: '/f', content: 'x' });
const LATE: Verb = { ...FILE, blob: late('ca') };
const UNIT: Verb = { do: 'kernel.tune', modules: [], settings: {} };

function trips(...verbs: Verb[]): string {
  const steps = verbs.map(
    (verb, at) => ({ id: String(at), verb, before: null, after: {} }) as unknown as Step,
  );
  return inRoundTrips(steps)
    .map(trip => trip.map(({ id }) => id).join('+'))
    .join(' ');
}

test('neighbours that are short go together, in their order', () => {
  expect(trips(FILE, FILE, UNIT, FILE, FILE, FILE)).toBe('0+1 2 3+4+5');
});

test('what needs a late value goes alone, since it may be made by what comes before it', () => {
  expect(trips(FILE, LATE, FILE)).toBe('0 1 2');
});

test('no more than a taker’s patience allows', () => {
  const sizes = inRoundTrips(
    Array.from({ length: 40 }, (_, at) => ({ id: String(at), verb: FILE, after: {} }) as unknown as Step),
  ).map(trip => trip.length);
  expect(sizes).toEqual([16, 16, 8]);
});

test('nothing to do is no trip', () => {
  expect(inRoundTrips([])).toEqual([]);
});
