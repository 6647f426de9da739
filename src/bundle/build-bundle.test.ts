import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BundleWish, buildBundle } from './build-bundle.ts';
import type { BundleEvent } from './events.ts';
import type { Part } from './part.ts';
import { readBundle } from './read-bundle.ts';
import { sampleImages, samplePart } from './sample-parts.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { verifyBundle } from './verify-bundle.ts';

const never = new AbortController().signal;
const PARTS = [
  samplePart('packages', { 'tools/one': '1', 'tools/two': '2' }),
  sampleImages('probe', { 'example/probe:v1': 'probe' }),
  { ...samplePart('etcd', { 'etcd/etcd': 'e' }), followsKubernetes: true },
];

async function build(
  cache: string,
  wish: Partial<BundleWish> = {},
  parts: readonly Part[] = PARTS,
  signal = never,
) {
  const events: BundleEvent[] = [];
  const whole: BundleWish = {
    kubernetes: null,
    distribution: 'debian-13',
    env: { XDG_CACHE_HOME: cache },
    ...wish,
  };
  const bundle = await buildBundle(whole, event => events.push(event), signal, parts);
  return { bundle, events };
}

describe('building a bundle', () => {
  it('takes the parts that need no Kubernetes release when none is named, and all when one is', async () => {
    await using cache = await temporaryFolder();
    const base = await build(cache.path);
    const full = await build(cache.path, { kubernetes: '1.36.3' });
    expect(base.bundle.description.parts).toEqual(['packages', 'probe']);
    expect(full.bundle.description.parts).toEqual(['packages', 'probe', 'etcd']);
    expect(full.bundle.folder).not.toBe(base.bundle.folder);
  });

  it('refuses parts whose versions follow from a release that is not named', async () => {
    await using cache = await temporaryFolder();
    await expect(build(cache.path, { parts: ['etcd'] })).rejects.toMatchObject({
      failure: { domain: 'usage' },
    });
  });

  it('gives the same description wherever and whenever, without dates and paths of this host', async () => {
    await using one = await temporaryFolder();
    await using two = await temporaryFolder();
    const first = await build(one.path, { kubernetes: '1.36.3' });
    const second = await build(two.path, { kubernetes: '1.36.3', parts: ['etcd', 'probe', 'packages'] });
    expect(second.bundle.digest).toBe(first.bundle.digest);
    const text = await readFile(join(first.bundle.folder, 'bundle.json'), 'utf8');
    expect(text).toBe(await readFile(join(second.bundle.folder, 'bundle.json'), 'utf8'));
    expect(text).not.toContain(one.path);
  });

  it('reports each part, made first and reused afterwards', async () => {
    await using cache = await temporaryFolder();
    const done = (events: BundleEvent[]) =>
      events.flatMap(event => (event.is === 'part-done' ? [event.reused] : []));
    expect(done((await build(cache.path)).events)).toEqual([false, false]);
    const again = (await build(cache.path)).events;
    expect(done(again)).toEqual([true, true]);
    expect(again.map(({ is }) => is)).toEqual(['part-done', 'part-done', 'bundle-written']);
  });

  it('twice at once makes each part once and one whole bundle', async () => {
    await using cache = await temporaryFolder();
    const both = await Promise.all([build(cache.path), build(cache.path)]);
    const made = both.flatMap(({ events }) => events.filter(({ is }) => is === 'part-building'));
    expect(made).toHaveLength(2);
    expect(await verifyBundle(await readBundle(both[0].bundle.folder), () => {}, never)).toEqual([]);
  });

  it('that was interrupted leaves no bundle that is believed, and the next one is whole', async () => {
    await using cache = await temporaryFolder();
    const abort = new AbortController();
    const parts = [
      samplePart('packages', { 'tools/one': '1' }),
      samplePart('probe', { 'probe/probe': '2' }, async () => abort.abort(new Error('stopped'))),
    ];
    const out = join(cache.path, 'out');
    await expect(build(cache.path, { out }, parts, abort.signal)).rejects.toThrow();
    await expect(readBundle(out)).rejects.toThrow(/never finished/);
    const { bundle } = await build(cache.path, { out }, PARTS);
    expect(await verifyBundle(bundle, () => {}, never)).toEqual([]);
  });
});

describe('building over an earlier bundle', () => {
  it('mends what is damaged there, and changes nothing that is whole', async () => {
    await using cache = await temporaryFolder();
    const { bundle } = await build(cache.path);
    const path = (name: string) => join(bundle.folder, 'programs/tools', name);
    const before = (await stat(join(bundle.folder, 'bundle.json'))).mtimeMs;
    await build(cache.path);
    expect((await stat(join(bundle.folder, 'bundle.json'))).mtimeMs).toBe(before);
    await writeFile(path('one'), 'flipped');
    await rm(path('two'));
    await build(cache.path);
    expect(await readFile(path('one'), 'utf8')).toBe('1');
    expect(await readFile(path('two'), 'utf8')).toBe('2');
  });

  it('takes away what is no longer in it', async () => {
    await using cache = await temporaryFolder();
    const out = join(cache.path, 'out');
    await build(cache.path, { out, kubernetes: '1.36.3' });
    const { bundle } = await build(cache.path, { out, kubernetes: '1.36.3', parts: ['etcd'] });
    expect(await verifyBundle(bundle, () => {}, never)).toEqual([]);
    expect(bundle.description.files.map(({ path }) => path)).toEqual(['programs/etcd/etcd']);
  });

  it('refuses a folder that holds anything else before it builds, and leaves it as it is', async () => {
    await using cache = await temporaryFolder();
    const out = join(cache.path, 'home');
    await mkdir(out);
    await writeFile(join(out, 'thesis.tex'), 'ten years of work');
    const unbuilt = samplePart('packages', { a: '' }, () => expect.unreachable('nothing is built'));
    await expect(build(cache.path, { out }, [unbuilt])).rejects.toMatchObject({
      failure: { domain: 'configuration', where: out, cameBack: expect.stringContaining('thesis.tex') },
    });
    expect(await readdir(out)).toEqual(['thesis.tex']);
  });
});
