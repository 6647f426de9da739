import { describe, expect, test } from 'vitest';
import { goStanding, goVersionOf, missingCapabilities, missingPackages, osRelease } from './host.mjs';

test('the distribution is read with and without quotes', () => {
  const text =
    'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_ID="13"\nID=debian\nVERSION_CODENAME=trixie\n';
  expect(osRelease(text)).toEqual({ id: 'debian', version: '13', name: 'Debian GNU/Linux 13 (trixie)' });
});

test('a system that says nothing about itself is unknown, not Debian', () => {
  expect(osRelease('')).toEqual({ id: '', version: '', name: 'an unknown system' });
});

describe('Go', () => {
  test.each([
    ['go version go1.26.8 linux/amd64', 'ready'],
    ['go version go1.26rc1 linux/amd64', 'ready'],
    ['go version go2.0 linux/amd64', 'ready'],
    ['go version go1.21.0 linux/amd64', 'fetches'],
    ['go version go1.20.14 linux/amd64', 'missing'],
    // As numbers, not as text: 9 is less than 26.
    ['go version go1.9 linux/amd64', 'missing'],
  ])('%s is %s', (text, standing) => {
    expect(goStanding(goVersionOf(text)!)).toBe(standing);
  });

  test('what is no version is none', () => {
    expect(goVersionOf('go: cannot find GOROOT')).toBeUndefined();
  });
});

describe('root', () => {
  const status = (effective: string) => `CapPrm:\t0000000000000000\nCapEff:\t${effective}\n`;

  test('with all capabilities lacks nothing', () => {
    expect(missingCapabilities(status('000001ffffffffff'))).toEqual([]);
  });

  // What a container's root has by default (capabilities(7); Docker's list).
  test('in a container lacks what namespaces and mounts need', () => {
    expect(missingCapabilities(status('00000000a80425fb'))).toEqual(['CAP_NET_ADMIN', 'CAP_SYS_ADMIN']);
  });
});

test('a package that no archive has is missing', () => {
  expect(missingPackages([{ name: 'barque-no-such-package' }])).toEqual(['barque-no-such-package']);
});
