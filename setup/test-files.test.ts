import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import type { ViteUserConfig } from 'vitest/config';
import check from '../vitest.config.ts';
import lab from '../vitest.lab.config.ts';
import pack from '../vitest.pack.config.ts';
import { ROOT } from './run.ts';

const includes = ([check, lab, pack] as ViteUserConfig[]).map(config => config.test?.include ?? []);

/** How many of the three tiers run it. */
function tiersOf(path: string): number {
  return includes.filter(globs => globs.some(glob => matchesGlob(path, glob))).length;
}

test('each test file is run by exactly one tier', () => {
  const files = globSync('{src,test,setup,bench}/**/*.test.ts', { cwd: ROOT });
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter(path => tiersOf(path) !== 1)).toEqual([]);
});

test('a test file that no tier runs is found', () => {
  expect(tiersOf('test/forgotten/x.test.ts')).toBe(0);
});
