import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['1s', 1000],
    ['0.3s', 300],
    ['1.5s', 1500],
    ['1m30s', 90_000],
    ['2h', 7_200_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each([
    '',
    '1',
    's',
    '1 s',
    '-1s',
    '+1s',
    '1d',
    '1e3s',
    '0.3ms',
    '1s ',
    '1S',
    '1s\n',
    '.5s',
    '9'.repeat(30) + 's',
  ])('refuses %j', text => expect(parseDuration(text)).toBeNull());
});

it('what is written can be read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), ms => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
