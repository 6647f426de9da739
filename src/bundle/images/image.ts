/** Images by the OCI image specification 1.1: layers, a configuration and a manifest, each a blob. */
import { canonicalJson } from '../../base/json.ts';
import type { BundleImage } from '../bundle.ts';
import type { MadeFile } from '../part.ts';
import { type Blob, blobPath, writeBlob } from './blob.ts';
import { type TarEntry, writeTar } from './tar.ts';

export interface ImageSpec {
  /** As kubeadm and manifests name it. */
  name: string;
  /** From the lowest; made by `writeLayer`. */
  layers: readonly Blob[];
  entrypoint?: readonly string[];
  command?: readonly string[];
  env?: readonly string[];
}

export const MEDIA_TYPES = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  /** Not compressed: then the blob's digest is the layer's own, and importing costs no CPU. */
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const;

export async function writeLayer(
  folder: string,
  entries: readonly TarEntry[],
  signal: AbortSignal,
): Promise<Blob> {
  return await writeBlob(folder, writeTar(entries), signal);
}

/** Writes configuration and manifest below `folder`, where the layers lie. The same input gives the same digests. */
export async function writeImage(
  folder: string,
  spec: ImageSpec,
  architecture: string,
  signal: AbortSignal,
): Promise<BundleImage> {
  const json = (value: unknown) => writeBlob(folder, [Buffer.from(canonicalJson(value))], signal);
  const config = await json({
    architecture,
    os: 'linux',
    config: {
      Env: spec.env ?? ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Entrypoint: spec.entrypoint,
      Cmd: spec.command,
      WorkingDir: '/',
    },
    rootfs: { type: 'layers', diff_ids: spec.layers.map(({ sha256 }) => `sha256:${sha256}`) },
  });
  const described = (mediaType: string, { sha256, size }: Blob) => ({
    mediaType,
    digest: `sha256:${sha256}`,
    size,
  });
  const manifest = await json({
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config: described(MEDIA_TYPES.config, config),
    layers: spec.layers.map(layer => described(MEDIA_TYPES.layer, layer)),
  });
  return {
    name: spec.name,
    manifest: manifest.sha256,
    config: config.sha256,
    layers: spec.layers.map(({ sha256 }) => sha256),
  };
}

/** The blobs of images as files of a part; a blob that several images share is there once. */
export function blobFiles(
  images: readonly BundleImage[],
  about: Pick<MadeFile, 'name' | 'version' | 'source' | 'licence' | 'provenance'>,
): MadeFile[] {
  const digests = new Set(images.flatMap(({ manifest, config, layers }) => [manifest, config, ...layers]));
  return [...digests].map(sha256 => ({ ...about, path: blobPath(sha256), kind: 'image-blob' }));
}
