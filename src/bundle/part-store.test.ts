import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Choice } from './part.ts';
import { partFolder, storedPart } from './part-store.ts';
import { samplePart } from './sample-parts.ts';
import { temporaryFolder } from './temporary-folder.ts';

const choice: Choice = { kubernetes: null, distribution: 'debian-13', architecture: 'amd64' };
const never = new AbortController().signal;

function reports() {
  const seen = { building: 0, damaged: [] as string[] };
  return {
    seen,
    onBuilding: () => void seen.building++,
    onProgress: () => {},
    onWait: () => {},
    onDamaged: (path: string) => void seen.damaged.push(path),
  };
}

async function store(
  cache: string,
  part = samplePart('etcd', { 'etcd/etcd': 'a', 'etcd/etcdctl': 'b' }),
  signal = never,
) {
  const work = await part.prepare(choice, { cache, env: {} }, signal);
  const watch = reports();
  return { part: await storedPart(cache, part.name, work, watch, signal), ...watch.seen };
}

describe('a part in the cache', () => {
  it('is made once, and found again by its inputs', async () => {
    await using cache = await temporaryFolder();
    const first = await store(cache.path);
    const second = await store(cache.path);
    expect([first.building, second.building]).toEqual([1, 0]);
    expect(second.part.manifest).toEqual(first.part.manifest);
    const other = await store(cache.path, samplePart('etcd', { 'etcd/etcd': 'newer' }));
    expect(other.part.folder).not.toBe(first.part.folder);
  });

  it('is made again when a byte of it flipped, and says which file', async () => {
    await using cache = await temporaryFolder();
    const { part } = await store(cache.path);
    const path = join(part.folder, 'files/programs/etcd/etcd');
    await writeFile(path, 'A');
    const again = await store(cache.path);
    expect(again).toMatchObject({ building: 1, damaged: [path] });
    expect(await readFile(path, 'utf8')).toBe('a');
  });

  it.each(['{', '{}', '{"format":"barque.part/v1"}'])('is made again when its manifest is %s', async text => {
    await using cache = await temporaryFolder();
    const { part } = await store(cache.path);
    await writeFile(join(part.folder, 'part.json'), text);
    expect((await store(cache.path)).building).toBe(1);
  });

  it('that lacks its manifest was never finished, whatever its files', async () => {
    await using cache = await temporaryFolder();
    const { part } = await store(cache.path);
    await rm(join(part.folder, 'part.json'));
    expect((await store(cache.path)).building).toBe(1);
  });

  it('is not there after a build that was interrupted, and leaves nothing behind', async () => {
    await using cache = await temporaryFolder();
    const abort = new AbortController();
    const stopped = samplePart('etcd', { 'etcd/etcd': 'a', 'etcd/etcdctl': 'b' }, async (_folder, signal) => {
      abort.abort(new Error('stopped by SIGINT'));
      signal.throwIfAborted();
    });
    await expect(store(cache.path, stopped, abort.signal)).rejects.toThrow('stopped by SIGINT');
    expect((await readdir(join(cache.path, 'parts'))).filter(name => !name.endsWith('.lock'))).toEqual([]);
    expect((await store(cache.path)).building).toBe(1);
  });

  it('clears what a killed build of it left', async () => {
    await using cache = await temporaryFolder();
    const part = samplePart('etcd', { 'etcd/etcd': 'a' });
    const work = await part.prepare(choice, { cache: cache.path, env: {} }, never);
    const leftover = `${partFolder(cache.path, 'etcd', work)}.making-killed`;
    await mkdir(join(leftover, 'files/programs'), { recursive: true });
    await store(cache.path, part);
    expect(await readdir(dirname(leftover))).not.toContain('.making-killed');
    expect((await readdir(dirname(leftover))).some(name => name.includes('making'))).toBe(false);
  });

  it('asked for twice at once is made once', async () => {
    await using cache = await temporaryFolder();
    const results = await Promise.all([store(cache.path), store(cache.path), store(cache.path)]);
    expect(results.map(({ building }) => building).sort()).toEqual([0, 0, 1]);
    expect(new Set(results.map(({ part }) => part.folder)).size).toBe(1);
  });
});
