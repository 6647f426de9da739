/** Small parts for tests: made of given texts, without network or Go. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobFiles, writeImage, writeLayer } from './images/image.ts';
import type { Part } from './part.ts';
import type { PartName } from './part-name.ts';

/** A part of programs: path below `programs/` → content. `onBuild` runs in the middle of its making. */
export function samplePart(
  name: PartName,
  texts: Readonly<Record<string, string>>,
  onBuild: (folder: string, signal: AbortSignal) => Promise<void> = async () => {},
): Part {
  return {
    name,
    followsKubernetes: false,
    prepare: async () => ({
      subject: `${name} 1.0`,
      inputs: { name, texts },
      coldSeconds: 1,
      async build(folder, onProgress, signal) {
        const paths = Object.keys(texts).map(path => `programs/${path}`);
        for (const [index, path] of paths.entries()) {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), texts[path.slice('programs/'.length)]!);
          onProgress(index + 1, paths.length, 'programs');
          if (index === 0) await onBuild(folder, signal);
        }
        return { files: paths.map(path => ({ path, kind: 'program' as const, ...ABOUT, name })), images: [] };
      },
    }),
  };
}

/** A part of images that share a layer: image name → content of the file that only it has. */
export function sampleImages(name: PartName, texts: Readonly<Record<string, string>>): Part {
  return {
    name,
    followsKubernetes: false,
    prepare: async () => ({
      subject: `${name} 1.0`,
      inputs: { name, texts, images: true },
      coldSeconds: 1,
      async build(folder, _onProgress, signal) {
        const layer = (path: string, text: string) =>
          writeLayer(folder, [{ is: 'file', path, mode: 0o755, content: Buffer.from(text) }], signal);
        const shared = await layer('usr/bin/shared', 'all have this');
        const images = [];
        for (const [image, text] of Object.entries(texts)) {
          const spec = { name: image, layers: [shared, await layer('own', text)] };
          images.push(await writeImage(folder, spec, 'amd64', signal));
        }
        return { files: blobFiles(images, { ...ABOUT, name }), images };
      },
    }),
  };
}

const ABOUT = { version: '1.0', source: 'a test', licence: 'Apache-2.0', provenance: 'barque' } as const;
