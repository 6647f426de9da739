import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controlFolder, processLives } from './control-sockets.ts';

describe('folders for control sockets', () => {
  test('each connection has its own, and those of killed runs go', async () => {
    const sockets = await mkdtemp(join(tmpdir(), 'barque-sockets-'));
    const first = await controlFolder(sockets, () => true);
    const second = await controlFolder(sockets, () => true);
    expect(first).not.toBe(second);
    expect(await readdir(sockets)).toHaveLength(2);
    const third = await controlFolder(sockets, () => false);
    expect(await readdir(sockets)).toEqual([third.slice(sockets.length + 1)]);
  });

  test('this process lives, and a number beyond all processes does not', () => {
    expect(processLives(process.pid)).toBe(true);
    expect(processLives(2 ** 22 + 1)).toBe(false);
  });
});
