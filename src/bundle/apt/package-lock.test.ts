import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISTRIBUTION_NAMES } from '../distributions.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { packageLockPath, printPackageLock, readPackageLock } from './package-lock.ts';
import { ASKED } from './refresh.ts';

describe.each(DISTRIBUTION_NAMES)('the committed lock of %s', distribution => {
  it('is a lock, for this distribution, with every package that is asked for', async () => {
    const lock = await readPackageLock(packageLockPath(distribution), distribution);
    for (const use of ['host', 'image', 'build'] as const) {
      const asked = lock.packages.filter(({ askedFor }) => askedFor.includes(use)).map(({ name }) => name);
      expect(asked).toEqual([...ASKED[use]].sort());
    }
  });

  it('names each package once, and as needed only by packages that it holds', async () => {
    const { packages } = await readPackageLock(packageLockPath(distribution), distribution);
    const names = packages.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, neededBy, askedFor } of packages) {
      expect(names).toEqual(expect.arrayContaining(neededBy));
      expect(askedFor.length + neededBy.length, name).toBeGreaterThan(0);
    }
  });

  it('is printed as it is committed', async () => {
    const lock = await readPackageLock(packageLockPath(distribution), distribution);
    expect(JSON.parse(printPackageLock(lock))).toEqual(lock);
  });
});

describe('a file that is no lock', () => {
  it.each([
    ['not JSON', '{'],
    ['another format', '{"format":"other"}'],
    ['a lock of another distribution', ''],
  ])('is refused with the way to a new one: %s', async (what, text) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'lock.json');
    const other = printPackageLock(await readPackageLock(packageLockPath('debian-12'), 'debian-12'));
    await writeFile(path, what.startsWith('a lock') ? other : text);
    await expect(readPackageLock(path, 'debian-13')).rejects.toMatchObject({
      failure: {
        domain: 'configuration',
        where: path,
        next: 'barque bundle refresh --distribution debian-13',
      },
    });
  });
});
