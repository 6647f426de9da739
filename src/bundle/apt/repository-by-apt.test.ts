import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOfText, hexOf } from '../../base/digest.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { controlOf, licenceOf } from './deb.ts';
import { isolatedApt } from './fetch-index.ts';
import { indexRepository } from './repository.ts';

const never = new AbortController().signal;
const about = { suite: 'trixie', architecture: 'amd64', released: 'Sat, 21 Nov 2026 00:53:03 UTC' };

/** A package with a control file and a copyright file, and no more. */
async function makePackage(folder: string, name: string, more: string): Promise<string> {
  const root = join(folder, `${name}-root`);
  await mkdir(join(root, 'DEBIAN'), { recursive: true });
  await mkdir(join(root, 'usr/share/doc', name), { recursive: true });
  await writeFile(
    join(root, 'DEBIAN/control'),
    `Package: ${name}\nVersion: 1:2.0-1\nArchitecture: amd64\nMaintainer: a test <test@example.invalid>\n${more}Description: for a test\n`,
  );
  await writeFile(
    join(root, 'usr/share/doc', name, 'copyright'),
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: Expat\n',
  );
  const path = join(folder, `repository/${name}_2.0-1_amd64.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', root, path], { stdio: 'ignore' });
  return path;
}

describe.skipIf(!existsSync('/usr/bin/apt-get'))(
  'the repository as apt sees it (skipped where there is no apt)',
  () => {
    it('is read, and its packages install with what they need from there alone', async () => {
      await using folder = await temporaryFolder();
      for (const name of ['repository', 'lists/partial', 'cache/archives/partial']) {
        await mkdir(join(folder.path, name), { recursive: true });
      }
      const paths = [
        await makePackage(folder.path, 'balancer', 'Depends: library (>= 1:2.0)\n'),
        await makePackage(folder.path, 'library', ''),
      ];
      const indexed = await Promise.all(
        paths.map(async path => ({
          control: await controlOf(path, never),
          filename: path.split('/').at(-1)!,
          size: (await stat(path)).size,
          sha256: hexOf(digestOfText(await readFile(path))),
        })),
      );
      for (const [name, content] of Object.entries(indexRepository(indexed, about))) {
        await writeFile(join(folder.path, 'repository', name), content);
      }
      await writeFile(
        join(folder.path, 'sources.list'),
        `deb [trusted=yes] file:${folder.path}/repository ./\n`,
      );
      await writeFile(join(folder.path, 'status'), '');
      const apt = (...args: string[]) =>
        execFileSync('apt-get', [...isolatedApt(folder.path, 'amd64'), ...args], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      apt('update', '--error-on=any');
      const plan = apt('--simulate', 'install', 'balancer=1:2.0-1');
      expect([...plan.matchAll(/^Inst (\S+) \((\S+)/gm)].map(([, name, version]) => [name, version])).toEqual(
        [
          ['library', '1:2.0-1'],
          ['balancer', '1:2.0-1'],
        ],
      );
    });

    it('says what the copyright file of a package says', async () => {
      await using folder = await temporaryFolder();
      await mkdir(join(folder.path, 'repository'));
      const path = await makePackage(folder.path, 'balancer', '');
      expect(await licenceOf(path, 'balancer', never)).toBe('Expat');
      expect(await licenceOf(path, 'another', never)).toBe('see /usr/share/doc/another/copyright');
    });
  },
);
