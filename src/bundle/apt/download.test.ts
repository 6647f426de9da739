import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { digestOfText, hexOf } from '../../base/digest.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { downloadPackages, type Fetch } from './download.ts';
import type { PackageLock } from './package-lock.ts';

const CONTENT = 'the bytes of a package';

function lockOf(...names: string[]): PackageLock {
  return {
    format: 'barque.packages/v1',
    distribution: 'debian-13',
    architecture: 'amd64',
    released: '',
    packages: names.map(name => ({
      name,
      version: '3.0-1',
      architecture: 'amd64',
      sha256: hexOf(digestOfText(CONTENT + name)),
      size: 10,
      archive: name === 'haproxy' ? 'security' : 'main',
      filename: `pool/main/${name}.deb`,
      use: ['host'],
      askedFor: ['host'],
      neededBy: [],
    })),
  };
}

const mirrors = { main: 'http://main.example/debian', security: 'http://sec.example/debian-security' };
const nameIn = (url: string) => /([a-z]+)\.deb$/.exec(url)![1]!;
const serving: Fetch = async (url, path) => await writeFile(path, CONTENT + nameIn(url));
const never = new AbortController().signal;

async function download(cache: string, fetch: Fetch, ...names: string[]) {
  const seen: number[] = [];
  const from = { cache, mirrors, fetch };
  const got = await downloadPackages(lockOf(...names), 'host', from, done => seen.push(done), never);
  return { got, seen };
}

describe('downloading the packages of a lock', () => {
  it('asks the archive that the lock names, and reports the bytes', async () => {
    await using folder = await temporaryFolder();
    const urls: string[] = [];
    const noting: Fetch = async (...all) => {
      urls.push(all[0]);
      await serving(...all);
    };
    const { got, seen } = await download(folder.path, noting, 'haproxy', 'socat');
    expect(urls.sort()).toEqual([
      'http://main.example/debian/pool/main/socat.deb',
      'http://sec.example/debian-security/pool/main/haproxy.deb',
    ]);
    expect(await readFile(got[0]!.path, 'utf8')).toBe(`${CONTENT}haproxy`);
    expect(seen).toEqual([10, 20]);
  });

  it('asks nobody for what is there, unless it is damaged', async () => {
    await using folder = await temporaryFolder();
    const { got } = await download(folder.path, serving, 'socat');
    let asked = 0;
    const counting: Fetch = async (...all) => {
      asked++;
      await serving(...all);
    };
    await download(folder.path, counting, 'socat');
    expect(asked).toBe(0);
    await writeFile(got[0]!.path, 'flipped');
    await download(folder.path, counting, 'socat');
    expect(asked).toBe(1);
    expect(await readFile(got[0]!.path, 'utf8')).toBe(`${CONTENT}socat`);
  });

  it('says of a version that has left the mirror which one, and how to renew the lock', async () => {
    await using folder = await temporaryFolder();
    const gone: Fetch = async () => {
      throw new Error('E: Failed to fetch http://…  404  Not Found [IP: 203.0.113.80 80]');
    };
    await expect(download(folder.path, gone, 'haproxy')).rejects.toMatchObject({
      failure: {
        domain: 'configuration',
        attempted: 'download the package haproxy 3.0-1',
        next: expect.stringContaining('barque bundle refresh --distribution debian-13'),
      },
    });
  });

  it('calls it a matter of connection when the mirror is not reached', async () => {
    await using folder = await temporaryFolder();
    const dead: Fetch = async () => {
      throw new Error('Could not connect to main.example:80');
    };
    await expect(download(folder.path, dead, 'socat')).rejects.toMatchObject({
      failure: { domain: 'connection' },
    });
  });

  it('keeps nothing whose digest is not the lock’s', async () => {
    await using folder = await temporaryFolder();
    const lying: Fetch = async (_url, path) => await writeFile(path, 'something else');
    await expect(download(folder.path, lying, 'socat')).rejects.toThrow(/SHA-256/);
    const { got } = await download(folder.path, serving, 'socat');
    expect(await readFile(got[0]!.path, 'utf8')).toBe(`${CONTENT}socat`);
  });
});
