import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { readTar } from './read-tar.ts';
import { type TarEntry, writeTar } from './tar.ts';

async function archived(entries: readonly TarEntry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeTar(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const file = (path: string, text: string, mode = 0o644): TarEntry => ({
  is: 'file',
  path,
  mode,
  content: Buffer.from(text),
});

describe('a tar archive', () => {
  it('is listed and unpacked by GNU tar, with owner 0 and time 0', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'a.tar');
    const entries: TarEntry[] = [
      file('usr/bin/program', '#!', 0o755),
      { is: 'link', path: 'bin', to: 'usr/bin' },
      { is: 'folder', path: 'tmp', mode: 0o1777 },
    ];
    await writeFile(path, await archived(entries));
    const lines = execFileSync('tar', ['--utc', '--numeric-owner', '-tvf', path], { encoding: 'utf8' });
    expect(lines.replaceAll(/ +/g, ' ').trimEnd().split('\n')).toEqual([
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00 bin -> usr/bin',
      'drwxrwxrwt 0/0 0 1970-01-01 00:00 tmp/',
      'drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/',
      'drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/bin/',
      '-rwxr-xr-x 0/0 2 1970-01-01 00:00 usr/bin/program',
    ]);
    expect(execFileSync('tar', ['-xOf', path, 'usr/bin/program'], { encoding: 'utf8' })).toBe('#!');
  });

  it('holds long paths in two pieces', async () => {
    const path = `${'folder/'.repeat(18)}${'name-'.repeat(18)}`;
    expect(readTar(await archived([file(path, 'x')])).at(-1)).toMatchObject({
      path,
      content: Buffer.from('x'),
    });
  });

  it('reads files from disk, and refuses one that changed its size meanwhile', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'f');
    await writeFile(path, 'on disk');
    const entry = (size: number): TarEntry => ({
      is: 'file',
      path: 'f',
      mode: 0o644,
      content: { file: path, size },
    });
    expect(readTar(await archived([entry(7)]))[0]?.content.toString()).toBe('on disk');
    await expect(archived([entry(6)])).rejects.toThrow(/changed while it was read/);
  });

  it.each([
    ['a path given twice', [file('a', '1'), file('a', '2')]],
    ['a path that leads out', [file('a/../../etc/passwd', '')]],
    ['an absolute path', [file('/etc/passwd', '')]],
    ['a path that is too long', [file('x'.repeat(300), '')]],
    ['a link to too long a path', [{ is: 'link', path: 'l', to: 'x'.repeat(101) } as const]],
  ])('refuses %s', async (_what, entries) => {
    await expect(archived(entries)).rejects.toThrow(RangeError);
  });

  it('has the same bytes in whatever order entries come, and gives back what went in', async () => {
    const paths = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,3}){0,2}$/), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(paths, fc.string(), async (all, text) => {
        // What is a folder of another path cannot be a file.
        const leaves = all.filter(path => !all.some(other => other.startsWith(`${path}/`)));
        const entries = leaves.map(path => file(path, text + path));
        const bytes = await archived(entries);
        expect(await archived([...entries].reverse())).toEqual(bytes);
        const read = readTar(bytes).filter(({ type }) => type === 'file');
        expect(read.map(({ path, content }) => [path, content.toString()])).toEqual(
          [...leaves].sort().map(path => [path, text + path]),
        );
      }),
    );
  });
});

describe('a damaged archive', () => {
  it('is noticed by its reader', async () => {
    const bytes = await archived([file('a', 'text')]);
    expect(() => readTar(Buffer.concat([Buffer.from('b'), bytes.subarray(1)]))).toThrow(/damaged/);
    expect(() => readTar(bytes.subarray(0, 1024))).toThrow(/too early/);
  });
});
