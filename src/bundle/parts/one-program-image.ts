/** Parts that are one program in one image: what coredns, pause and flannel have in common. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildModule, prepareModule, programPath, type UpstreamModule } from '../go/module.ts';
import { type Blob, blobPath } from '../images/blob.ts';
import { blobFiles, writeImage } from '../images/image.ts';
import { programLayer } from '../images/program-image.ts';
import type { Choice, MadeFile, OnProgress, PartContents, PartWork } from '../part.ts';

export interface OneProgramImage {
  module: UpstreamModule;
  image: { name: string; version: string; path: string; entrypoint?: readonly string[] };
  coldSeconds: number;
  /** The layer below it. */
  below?: {
    /** What decides its bytes. */
    inputs: PartWork['inputs'];
    about: Omit<MadeFile, 'path' | 'kind'>;
    write(out: string, onProgress: OnProgress, signal: AbortSignal): Promise<Blob>;
  };
}

export async function oneProgramImage(
  { module, image, coldSeconds, below }: OneProgramImage,
  choice: Choice,
  signal: AbortSignal,
): Promise<PartWork> {
  const prepared = await prepareModule(module, choice.architecture, signal);
  return {
    subject: `${module.name} ${module.version}`,
    inputs: { prepared: prepared.inputs, below: below?.inputs ?? null, image: image.name, recipe: 1 },
    coldSeconds,
    async build(out, onProgress, ended): Promise<PartContents> {
      const base = await below?.write(out, onProgress, ended);
      await buildModule(prepared, out, () => {}, ended);
      const [file] = Object.keys(module.programs);
      const layer = await programLayer(out, { [image.path]: programPath(module, file!) }, ended);
      // It is in the layer; hosts have no use for the program itself.
      await rm(join(out, 'programs'), { recursive: true });
      const written = await writeImage(
        out,
        {
          name: image.name,
          layers: base === undefined ? [layer] : [base, layer],
          ...(image.entrypoint === undefined ? {} : { entrypoint: image.entrypoint }),
        },
        choice.architecture,
        ended,
      );
      const { source, licence, provenance } = module;
      const blobs = blobFiles([written], {
        name: module.name,
        version: image.version,
        source,
        licence,
        provenance,
      });
      return {
        files: blobs.map(blob =>
          base !== undefined && blob.path === blobPath(base.sha256) ? { ...blob, ...below!.about } : blob,
        ),
        images: [written],
      };
    },
  };
}
