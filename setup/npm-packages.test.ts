import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sameInstallation } from './npm-packages.mjs';
import { ROOT } from './run.ts';

describe('an installation fits its lock', () => {
  const one = { version: '1.0.0', integrity: 'sha512-a' };
  const elsewhere = { ...one, optional: true, os: ['plan9'] };
  const here = { ...one, optional: true, os: [process.platform], cpu: process.arch };

  test.each([
    ['the same', { a: one }, { a: one }, true],
    ['nothing of it', { a: one }, {}, false],
    ['another version', { a: one }, { a: { ...one, version: '1.0.1' } }, false],
    ['another content', { a: one }, { a: { ...one, integrity: 'sha512-b' } }, false],
    ['one too many', {}, { a: one }, false],
    ['without what is for another platform', { a: elsewhere }, {}, true],
    ['without what is for this platform', { a: here }, {}, false],
  ])('%s', (_name, wanted, installed, fits) => {
    expect(sameInstallation(wanted, installed)).toBe(fits);
  });
});

describe('package-lock.json', () => {
  interface Locked {
    dependencies?: Record<string, string>;
    optionalDependencies?: Record<string, string>;
    resolved?: string;
  }
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };

  /** As Node looks for it: beside, then further up. */
  const isLocked = (from: string, name: string): boolean => {
    if (packages[`${from === '' ? '' : `${from}/`}node_modules/${name}`] !== undefined) return true;
    return from !== '' && isLocked(from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), name);
  };
  const missing = (all: Record<string, Locked>) =>
    Object.entries(all).flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter(name => !isLocked(path, name))
        .map(name => `${path} needs ${name}`),
    );

  test('holds every package of every platform, or npm ci refuses it', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(50);
    expect(missing(packages)).toEqual([]);
  });

  test('a package that is left out is found', () => {
    expect(missing({ 'node_modules/zod': { optionalDependencies: { 'not-there': '1' } } })).toHaveLength(1);
  });

  test('names no registry, so that each person’s own is used', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });
});
