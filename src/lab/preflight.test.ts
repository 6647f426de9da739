import { expect, test } from 'vitest';
import { foldersOf } from '../base/xdg.ts';
import { availableBytes, checkBundle, checkHost, checkPaths, checkRoom } from './preflight.ts';

const canRefuseRoot = process.platform === 'linux' && process.geteuid?.() !== 0;
const needs = { machines: 1, distribution: 'debian-13', bundle: null, folders: foldersOf({}) } as const;

test('available memory is read in bytes', () => {
  expect(availableBytes('MemTotal: 10 kB\nMemAvailable:   2048 kB\n')).toBe(2048 * 1024);
});

test('more machines than memory are refused', async () => {
  await expect(checkRoom({ ...needs, machines: 100_000 })).rejects.toMatchObject({
    failure: { domain: 'unsupported-host', next: 'Ask for fewer machines.' },
  });
});

test('paths that mount options cannot carry are refused', async () => {
  const folders = foldersOf({ XDG_STATE_HOME: '/tmp/a b' });
  await expect(checkPaths({ ...needs, folders })).rejects.toThrow('/tmp/a b/barque/labs');
  await expect(checkPaths(needs)).resolves.toBeUndefined();
});

test('a bundle without packages is refused', async () => {
  await expect(checkBundle('/nonexistent')).rejects.toMatchObject({
    failure: { domain: 'configuration', where: '/nonexistent' },
  });
});

test.runIf(canRefuseRoot)('without root it is refused before anything else', async () => {
  await expect(checkHost(needs, new AbortController().signal)).rejects.toMatchObject({
    failure: { cameBack: 'you are not root' },
  });
});
