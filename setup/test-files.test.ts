import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import type { ViteUserConfig } from 'vitest/config';
import check from '../vitest.config.ts';
import lab from '../vitest.lab.config.ts';
import pack from '../vitest.pack.config.ts';
import { ROOT } from './run.ts';

/** What each tier, or project of a tier, runs. */
const parts = ([check, lab, pack] as ViteUserConfig[]).flatMap(({ test }) =>
  test?.projects === undefined ? [test] : (test.projects as ViteUserConfig[]).map(project => project.test),
);

/** How many of them run it. */
function tiersOf(path: string): number {
  const matches = (globs: readonly string[] = []) => globs.some(glob => matchesGlob(path, glob));
  return parts.filter(part => matches(part?.include) && !matches(part?.exclude)).length;
}

test('each test file is run by exactly one tier', () => {
  const files = globSync('{src,test,setup,bench}/**/*.test.ts', { cwd: ROOT });
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter(path => tiersOf(path) !== 1)).toEqual([]);
});

test('a test file that no tier runs is found', () => {
  expect(tiersOf('test/forgotten/x.test.ts')).toBe(0);
});
