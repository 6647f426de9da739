import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';
import { temporaryFolder } from './temporary-folder.ts';

const never = new AbortController().signal;

describe('a lock between processes', () => {
  it('lets one in at a time, and all in the end', async () => {
    await using folder = await temporaryFolder();
    let [inside, most, entered] = [0, 0, 0];
    const one = () =>
      withFileLock(
        join(folder.path, 'lock'),
        () => {},
        never,
        async () => {
          most = Math.max(most, ++inside);
          await new Promise(resolve => setImmediate(resolve));
          inside--;
          entered++;
        },
      );
    await Promise.all([one(), one(), one()]);
    expect({ most, entered }).toEqual({ most: 1, entered: 3 });
  });

  it('is let go when the work fails', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'lock');
    const failing = withFileLock(
      path,
      () => {},
      never,
      async () => {
        throw new Error('on purpose');
      },
    );
    await expect(failing).rejects.toThrow('on purpose');
    expect(
      await withFileLock(
        path,
        () => {},
        never,
        async () => 'got it',
      ),
    ).toBe('got it');
  });

  it('held by another says that one waits, and can be given up', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'lock');
    const holder = spawn('flock', [path, 'sh', '-c', 'echo held; cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    const abort = new AbortController();
    const waiting = withFileLock(
      path,
      () => abort.abort(new Error('enough')),
      abort.signal,
      async () => 'never',
    );
    await expect(waiting).rejects.toThrow('enough');
    holder.stdin.end();
    await once(holder, 'close');
    expect(
      await withFileLock(
        path,
        () => {},
        never,
        async () => 'free',
      ),
    ).toBe('free');
  });

  it('is let go when its holder is killed', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'lock');
    const program = `
      import { withFileLock } from '${new URL('./file-lock.ts', import.meta.url)}';
      await withFileLock(process.argv[1], () => {}, new AbortController().signal, async () => {
        process.stdout.write('held');
        await new Promise(() => setInterval(() => {}, 1000));
      });`;
    const args = ['--input-type=module', '--eval', program, path];
    const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    expect(
      await withFileLock(
        path,
        () => {},
        never,
        async () => 'free',
      ),
    ).toBe('free');
  });
});
