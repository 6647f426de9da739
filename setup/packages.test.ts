import { expect, test } from 'vitest';
import { NEEDED_PROGRAMS } from '../src/lab/preflight.ts';
import { LAB_PACKAGES } from './packages.mjs';

test('what the lab asks of its host is what the set-up installs', () => {
  const installed = LAB_PACKAGES.map(({ name }) => name);
  const asked = NEEDED_PROGRAMS.map(({ package: name }) => name);
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter(name => !installed.includes(name))).toEqual([]);
});
