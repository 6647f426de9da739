import { mkdir, mkdtemp, realpath, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withRealFolders } from './real-folders.ts';

describe('base folders', () => {
  test('that are links are resolved', async () => {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'barque-home-')));
    await mkdir(join(home, 'big-disk'));
    await mkdir(join(home, '.local'));
    await symlink(join(home, 'big-disk'), join(home, '.local/state'));
    expect(withRealFolders({ HOME: home })).toEqual({
      HOME: home,
      XDG_STATE_HOME: join(home, 'big-disk'),
      XDG_CACHE_HOME: join(home, '.cache'),
    });
  });

  test('that are relative are ignored', () => {
    expect(withRealFolders({ HOME: '/nowhere', XDG_STATE_HOME: 'state' })).toMatchObject({
      XDG_STATE_HOME: '/nowhere/.local/state',
    });
  });
});
