import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { chooseMirrors, mirrorsOf, urisOfDeb822, urisOfList } from './mirror.ts';

describe('the mirror of this host', () => {
  it('is read from the one-line form, with and without options', () => {
    const text = [
      '# deb http://comment.example/debian trixie main',
      'deb [arch=amd64 signed-by=/x] https://mirror.example/debian/ trixie main',
      'deb-src http://source.example/debian trixie main',
      'deb http://mirror.example/debian-security trixie-security main',
    ].join('\n');
    expect(urisOfList(text)).toEqual([
      'https://mirror.example/debian/',
      'http://mirror.example/debian-security',
    ]);
  });

  it('is read from the deb822 form, disabled and source entries left out', () => {
    const text = [
      'Types: deb deb-src\n# a comment\nURIs: http://one.example/debian http://two.example/debian\nSuites: trixie',
      'Types: deb-src\nURIs: http://source.example/debian',
      'Enabled: no\nTypes: deb\nURIs: http://off.example/debian',
    ].join('\n\n');
    expect(urisOfDeb822(text)).toEqual(['http://one.example/debian', 'http://two.example/debian']);
  });

  it('passes over archives that are not Debian’s', () => {
    expect(chooseMirrors(['https://apt.example/node_20.x', 'https://mirror.example/debian/'])).toEqual({
      main: 'https://mirror.example/debian',
      security: 'https://mirror.example/debian-security',
    });
    const both = ['http://mirror.example/debian', 'http://security.debian.org'];
    expect(chooseMirrors(both).security).toBe('http://security.debian.org');
  });

  it('is asked for when none is configured', () => {
    expect(() => chooseMirrors(['https://apt.example/node_20.x'])).toThrow(/find a mirror of Debian/);
  });

  it('is found in whatever file names it', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'sources.list.d'));
    await writeFile(
      join(folder.path, 'sources.list.d/debian.sources'),
      'Types: deb\nURIs: http://mirror.example/debian\n',
    );
    await writeFile(
      join(folder.path, 'sources.list.d/old.list.save'),
      'deb http://old.example/debian x main\n',
    );
    expect((await mirrorsOf(folder.path)).main).toBe('http://mirror.example/debian');
  });
});
