import { describe, expect, it } from 'vitest';
import { goEnvironment, versionOf } from './toolchain.ts';

describe('the version of a Go toolchain', () => {
  it.each([
    ['go version go1.26.8 linux/amd64', '1.26.8'],
    ['go version go1.21 linux/amd64', '1.21.0'],
    ['go version go1.27rc1 linux/amd64', '1.27.0'],
    ['go version devel +abc', undefined],
  ])('%s: %s', (text, version) => {
    expect(versionOf(text)).toBe(version);
  });
});

it('builds leave out paths and repository state, and read go.mod only', () => {
  const env = goEnvironment('arm64');
  expect(env['GOFLAGS']).toBe('-mod=readonly -trimpath -buildvcs=false');
  expect(env).toMatchObject({ GOARCH: 'arm64', CGO_ENABLED: '0', GOTOOLCHAIN: 'auto', GOWORK: 'off' });
});
