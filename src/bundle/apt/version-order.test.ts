import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions } from './version-order.ts';

describe('the order of Debian versions', () => {
  it.each([
    ['1.0~rc1-1', '1.0-1'],
    ['1.0', '1.0-1'],
    ['1.0-1', '1.0-1+deb13u1'],
    ['1.0-1+deb13u9', '1.0-1+deb13u10'],
    ['9.9', '1:0.1'],
    ['1.2', '1.10'],
    ['1.0a', '1.0+'],
    ['3.0.11-1+deb13u3', '3.0.11-1+deb13u5'],
    ['20230310-1', '20250419-1'],
    ['1.0~~', '1.0~'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['1.0-1', '0:1.0-1'],
    ['1.00', '1.0'],
    ['1.0-0', '1.0'],
  ])('%s and %s are the same version', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });

  it('is a total order: sorting gives one result whatever the order before', () => {
    const version = fc.stringMatching(/^([0-9]:)?[0-9][0-9a-z.+~]{0,6}(-[0-9a-z.+~]{1,4})?$/);
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
