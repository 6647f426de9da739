import { describe, expect, it } from 'vitest';
import { byteText, durationText, expectationText } from './quantities.ts';

describe('quantities as people read them', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [35_636, '35.6 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [156_000_000, '156 MB'],
    [2_340_000_000, '2.3 GB'],
  ])('%d bytes: %s', (bytes, text) => {
    expect(byteText(bytes)).toBe(text);
  });

  it.each([
    [40, '0.0 s'],
    [9949, '9.9 s'],
    [9950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min 00 s'],
    [365_000, '6 min 05 s'],
  ])('%d ms: %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it.each([
    [1, '5 s'],
    [49, '50 s'],
    [90, '1.5 min'],
    [107, '2 min'],
    [360, '6 min'],
  ])('about %d s: %s', (seconds, text) => {
    expect(expectationText(seconds)).toBe(text);
  });
});
