import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildBundle } from './build-bundle.ts';
import type { Bundle } from './bundle.ts';
import { imageArchive } from './images/archive.ts';
import { readTar } from './images/read-tar.ts';
import { openBundleFile, readBundleFile } from './open-file.ts';
import { aptFolderOf, packagesOf, readBundle } from './read-bundle.ts';
import { sampleImages, samplePart } from './sample-parts.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { verifyBundle } from './verify-bundle.ts';

const never = new AbortController().signal;
const IMAGES = { 'example/a:v1': 'only in a', 'example/b:v1': 'only in b' };

async function sample(cache: string): Promise<Bundle> {
  const wish = { kubernetes: null, distribution: 'debian-13', env: { XDG_CACHE_HOME: cache } } as const;
  const parts = [
    samplePart('packages', { 'tools/one': 'one', 'tools/two': 'two' }),
    sampleImages('probe', IMAGES),
  ];
  return await buildBundle(wish, () => {}, never, parts);
}

describe('verifying a bundle', () => {
  it('finds nothing in a whole one, and counts all bytes', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    const total = bundle.description.files.reduce((sum, { size }) => sum + size, 0);
    let last = [0, 0];
    expect(await verifyBundle(bundle, (done, of) => (last = [done, of]), never)).toEqual([]);
    expect(last).toEqual([total, total]);
  });

  it('names a flipped byte, a missing file and one too many', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    await writeFile(join(bundle.folder, 'programs/tools/one'), 'onf');
    await rm(join(bundle.folder, 'programs/tools/two'));
    await writeFile(join(bundle.folder, 'programs/tools/zero'), '');
    expect(await verifyBundle(bundle, () => {}, never)).toMatchObject([
      { path: 'programs/tools/one', is: 'changed' },
      { path: 'programs/tools/two', is: 'missing' },
      { path: 'programs/tools/zero', is: 'not-listed' },
    ]);
  });
});

describe('reading from a bundle', () => {
  it('refuses a bundle.json in which a digit of a version was changed', async () => {
    await using cache = await temporaryFolder();
    const { folder } = await sample(cache.path);
    const path = join(folder, 'bundle.json');
    const text = await readFile(path, 'utf8');
    const changed = text.replace(/"version": "./, '"version": "9');
    expect(changed).not.toBe(text);
    await writeFile(path, changed);
    await expect(readBundle(folder)).rejects.toThrow(/bundle.json was changed/);
  });

  it('gives whole files, and refuses a flipped byte before any of it is seen', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    expect((await readBundleFile(bundle, 'programs/tools/one')).toString()).toBe('one');
    await writeFile(join(bundle.folder, 'programs/tools/one'), 'onf');
    await expect(openBundleFile(bundle, 'programs/tools/one')).rejects.toMatchObject({
      failure: { domain: 'check', where: join(bundle.folder, 'programs/tools/one') },
    });
  });

  it('refuses what bundle.json does not name', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    await writeFile(join(bundle.folder, 'programs/tools/zero'), '');
    await expect(openBundleFile(bundle, 'programs/tools/zero')).rejects.toThrow(/does not name it/);
    await expect(openBundleFile(bundle, '../../etc/passwd')).rejects.toThrow(/does not name it/);
  });

  it.each([
    ['no bundle.json', undefined],
    ['half of one', '{"format":"barque.bundle/v1"'],
    ['one of another kind', '{"format":"barque.bundle/v9"}'],
  ])('refuses a folder with %s, and says how to build one', async (_what, text) => {
    await using folder = await temporaryFolder();
    if (text !== undefined) await writeFile(join(folder.path, 'bundle.json'), text);
    await expect(readBundle(folder.path)).rejects.toMatchObject({
      failure: { domain: 'configuration', next: expect.stringContaining('barque bundle build') },
    });
  });

  it('refuses a description whose paths lead out of the bundle', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    const path = join(bundle.folder, 'bundle.json');
    for (const evil of ['../evil', '/etc/passwd', 'programs/../../evil', './evil', 'a//b']) {
      const text = (await readFile(path, 'utf8')).replace('programs/tools/one', evil);
      await mkdir(join(cache.path, 'evil'), { recursive: true });
      await writeFile(join(cache.path, 'evil/bundle.json'), text);
      await expect(readBundle(join(cache.path, 'evil')), evil).rejects.toThrow(/bundle.json/);
    }
  });

  it('knows no version of packages that were not asked for by name', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    const [first, second, ...rest] = bundle.description.files;
    const files = [
      { ...first!, kind: 'package' as const, name: 'haproxy', version: '3.0-1' },
      second!,
      ...rest,
    ];
    expect([...packagesOf({ ...bundle, description: { ...bundle.description, files } })]).toEqual([
      ['haproxy', '3.0-1'],
    ]);
    expect(aptFolderOf(bundle)).toBe(join(bundle.folder, 'apt'));
    const without = { ...bundle, description: { ...bundle.description, parts: ['probe' as const] } };
    expect(() => aptFolderOf(without)).toThrow(/without the part "packages"/);
  });
});

describe('images as one archive', () => {
  const read = async (bundle: Bundle, names: string[]) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of imageArchive(bundle, names, never)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  it('hold exactly the images asked for, a shared layer once, by the OCI layout', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    const entries = readTar(await read(bundle, ['example/b:v1', 'example/a:v1']));
    const of = (path: string) => entries.find(entry => entry.path === path)!.content;
    const blob = (digest: string) => of(`blobs/${digest.replace(':', '/')}`);
    const index = JSON.parse(of('index.json').toString());
    const named = index.manifests.map((one: { annotations: Record<string, string> }) => one.annotations);
    expect(named.map((one: Record<string, string>) => one['io.containerd.image.name'])).toEqual(
      Object.keys(IMAGES),
    );
    const manifest = JSON.parse(blob(index.manifests[0].digest).toString());
    const config = JSON.parse(blob(manifest.config.digest).toString());
    const layers = manifest.layers.map((layer: { digest: string }) => layer.digest);
    expect(config.rootfs.diff_ids).toEqual(layers);
    expect(readTar(blob(layers[1])).at(-1)).toMatchObject({ path: 'own', content: Buffer.from('only in a') });
    // Two manifests, two configurations, one shared layer and one of its own for each.
    expect(entries.filter(({ type, path }) => type === 'file' && path.startsWith('blobs/'))).toHaveLength(7);
  });

  it('leave out what only other images need, and do not depend on the order of names', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    const one = readTar(await read(bundle, ['example/a:v1']));
    expect(one.filter(({ type, path }) => type === 'file' && path.startsWith('blobs/'))).toHaveLength(4);
    const names = Object.keys(IMAGES);
    expect(await read(bundle, names)).toEqual(await read(bundle, [...names].reverse()));
  });

  it('give no byte of a damaged blob, and name images that there are', async () => {
    await using cache = await temporaryFolder();
    const bundle = await sample(cache.path);
    await expect(read(bundle, ['example/c:v1'])).rejects.toThrow(/example\/a:v1, example\/b:v1/);
    const [layer] = bundle.description.images[0]!.layers;
    await writeFile(join(bundle.folder, 'images/blobs/sha256', layer!), 'flipped');
    await expect(read(bundle, ['example/a:v1'])).rejects.toMatchObject({ failure: { domain: 'check' } });
  });
});
