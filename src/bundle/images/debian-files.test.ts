import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { debianFiles } from './debian-files.ts';

const LIBRARIES = 'usr/lib/x86_64-linux-gnu';

async function unpacked(path: string): Promise<void> {
  for (const folder of ['usr/sbin', LIBRARIES, `${LIBRARIES}/plugins`, 'usr/lib64']) {
    await mkdir(join(path, folder), { recursive: true });
  }
  await copyFile('/bin/sh', join(path, 'usr/sbin/program'));
  await writeFile(join(path, LIBRARIES, 'libc.so.6.real'), 'the C library');
  await symlink('libc.so.6.real', join(path, LIBRARIES, 'libc.so.6'));
  // As in Debian 12: absolute, so it must not lead to this host's own file.
  await symlink(`/${LIBRARIES}/ld.real`, join(path, 'usr/lib64/ld-linux-x86-64.so.2'));
  await writeFile(join(path, LIBRARIES, 'ld.real'), 'the loader');
  await writeFile(join(path, LIBRARIES, 'plugins/one.so'), 'a plugin');
  await writeFile(join(path, LIBRARIES, 'unneeded.so'), 'nobody loads it');
}

describe.skipIf(process.arch !== 'x64')('files of Debian packages for an image', () => {
  it('are the programs, what they load, all plugins, and nothing else', async () => {
    await using folder = await temporaryFolder();
    await unpacked(folder.path);
    const entries = await debianFiles(
      folder.path,
      ['sbin/program'],
      ['lib/x86_64-linux-gnu/plugins'],
      'amd64',
    );
    expect(entries.map(({ path }) => path).sort()).toEqual([
      'bin',
      'lib',
      'lib64',
      'sbin',
      `${LIBRARIES}/ld.real`,
      `${LIBRARIES}/libc.so.6`,
      `${LIBRARIES}/libc.so.6.real`,
      `${LIBRARIES}/plugins/one.so`,
      'usr/lib64/ld-linux-x86-64.so.2',
      'usr/sbin/program',
    ]);
    const loader = entries.find(({ path }) => path.endsWith('ld.real'));
    expect(loader).toMatchObject({ content: Buffer.from('the loader') });
  });

  it('are refused when a library is in no package', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'usr/sbin'), { recursive: true });
    await copyFile('/bin/sh', join(folder.path, 'usr/sbin/program'));
    await expect(debianFiles(folder.path, ['sbin/program'], [], 'amd64')).rejects.toMatchObject({
      failure: { where: 'lib/x86_64-linux-gnu/libc.so.6' },
    });
  });
});
