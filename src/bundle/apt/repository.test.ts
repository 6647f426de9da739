import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOfText, hexOf } from '../../base/digest.ts';
import { parseControl } from './control-paragraph.ts';
import { type IndexedPackage, indexRepository } from './repository.ts';

const about = { suite: 'trixie', architecture: 'amd64', released: 'Sat, 21 Nov 2026 00:53:03 UTC' };
const packaged = (name: string): IndexedPackage => ({
  control: { Package: name, Version: '1:2-3', Description: 'short\n long line\n .\n second paragraph' },
  filename: `${name}_2-3_amd64.deb`,
  size: 42,
  sha256: 'b'.repeat(64),
});

describe('the index of a small apt repository', () => {
  const index = indexRepository([packaged('socat'), packaged('haproxy')], about);

  it('holds each control file with the place, size and digest of its package', () => {
    const [first] = [...parseControl(index.Packages)];
    expect(first).toEqual({
      ...packaged('haproxy').control,
      Filename: './haproxy_2-3_amd64.deb',
      Size: '42',
      SHA256: 'b'.repeat(64),
    });
  });

  it('lists the indexes by digest and size in Release, the compressed one too', () => {
    const [release] = [...parseControl(index.Release)];
    const lines = release!
      ['SHA256']!.trim()
      .split('\n')
      .map(line => line.trim().split(' '));
    expect(lines).toEqual([
      [hexOf(digestOfText(index.Packages)), String(Buffer.byteLength(index.Packages)), 'Packages'],
      [hexOf(digestOfText(index['Packages.gz'])), String(index['Packages.gz'].length), 'Packages.gz'],
    ]);
    expect(gunzipSync(index['Packages.gz']).toString()).toBe(index.Packages);
  });

  it('has the date of the lock, not of the build', () => {
    expect(index.Release).toContain('Date: Sat, 21 Nov 2026 00:53:03 UTC\n');
  });

  it('is the same in whatever order the packages come', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9+.-]{1,8}$/), { minLength: 1 });
    fc.assert(
      fc.property(names, list => {
        const forward = indexRepository(list.map(packaged), about);
        expect(indexRepository([...list].reverse().map(packaged), about)).toEqual(forward);
      }),
    );
  });
});
