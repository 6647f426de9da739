import { describe, expect, it } from 'vitest';
import { changesBetween } from '../renew-lock.ts';
import type { ControlParagraph } from './control-paragraph.ts';
import { ASKED, makePackageLock } from './refresh.ts';

const everything = [...new Set(Object.values(ASKED).flat()), 'apt', 'libc6'];

function paragraph(Package: string, Version = '1', more: ControlParagraph = {}): ControlParagraph {
  return {
    Package,
    Version,
    Architecture: 'amd64',
    Size: '10',
    SHA256: 'a'.repeat(64),
    Filename: `pool/main/${Package}_${Version}_amd64.deb`,
    ...more,
  };
}

const main = {
  archive: 'main' as const,
  released: 'Sat, 12 Sep 2026 07:55:41 UTC',
  packages: everything.map(name =>
    paragraph(name, '1', name === 'haproxy' ? { Depends: 'libc6 (>= 1)' } : {}),
  ),
};
const security = {
  archive: 'security' as const,
  released: 'Sat, 21 Nov 2026 00:53:03 UTC',
  packages: [paragraph('haproxy', '1+deb13u1', { Depends: 'libc6, liblua' }), paragraph('liblua', '5')],
};

describe('a renewed lock of packages', () => {
  const lock = makePackageLock('debian-13', 'amd64', [main, security]);
  const of = (name: string) => lock.packages.find(one => one.name === name);

  it('takes security updates, says so, and takes what they newly need', () => {
    expect(of('haproxy')).toMatchObject({ version: '1+deb13u1', archive: 'security', askedFor: ['host'] });
    expect(of('liblua')).toMatchObject({ use: ['host'], askedFor: [], neededBy: ['haproxy'] });
  });

  it('holds everything that is asked for', () => {
    expect(lock.packages.map(({ name }) => name)).toEqual(expect.arrayContaining(ASKED.host as string[]));
  });

  it('is sorted, dated by the newest archive, and the same in whatever order these come', () => {
    const names = lock.packages.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(lock.released).toBe(security.released);
    const reversed = [security, { ...main, packages: [...main.packages].reverse() }];
    expect(makePackageLock('debian-13', 'amd64', reversed)).toEqual(lock);
  });

  it('is refused when a dependency is nowhere', () => {
    const broken = { ...main, packages: [...main.packages, paragraph('haproxy', '2', { Depends: 'gone' })] };
    expect(() => makePackageLock('debian-13', 'amd64', [broken])).toThrow(/haproxy needs gone/);
  });
});

it('the changes between two locks name what is new, gone and renewed, and nothing else', () => {
  const before = [
    { name: 'a', version: '1' },
    { name: 'b', version: '1' },
    { name: 'c', version: '1' },
  ];
  const after = [
    { name: 'b', version: '2' },
    { name: 'c', version: '1' },
    { name: 'd', version: '1' },
  ];
  expect(changesBetween(before, after)).toEqual([
    { name: 'a', from: '1', to: null },
    { name: 'b', from: '1', to: '2' },
    { name: 'd', from: null, to: '1' },
  ]);
});
