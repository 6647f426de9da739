/** Images of a bundle as one stream that `ctr images import` reads: an OCI image layout in a tar archive. */
import { join } from 'node:path';
import { BarqueError } from '../../base/errors.ts';
import { canonicalJson } from '../../base/json.ts';
import { BLOB_FOLDER, type Bundle, type BundleImage } from '../bundle.ts';
import { openBundleFile } from '../open-file.ts';
import { blobPath } from './blob.ts';
import { MEDIA_TYPES } from './image.ts';
import { type TarEntry, writeTar } from './tar.ts';

/**
 * The archive of exactly these images, layers that they share once; the same bytes for the same images in any order.
 * Every blob is compared with its digest before its first byte is given out. Throws BarqueError.
 */
export async function* imageArchive(
  bundle: Bundle,
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const images = [...new Set(names)].sort().map(name => imageOf(bundle, name));
  const blobs = new Set(images.flatMap(({ manifest, config, layers }) => [manifest, config, ...layers]));
  const sizes = new Map(bundle.description.files.map(({ path, size }) => [path, size]));
  for (const sha256 of blobs) await (await openBundleFile(bundle, blobPath(sha256), signal)).close();
  const json = (path: string, value: unknown): TarEntry => ({
    is: 'file',
    path,
    mode: 0o644,
    content: Buffer.from(canonicalJson(value)),
  });
  const entries: TarEntry[] = [...blobs].map(sha256 => ({
    is: 'file',
    path: `blobs/sha256/${sha256}`,
    mode: 0o644,
    content: { file: join(bundle.folder, BLOB_FOLDER, sha256), size: sizes.get(blobPath(sha256))! },
  }));
  entries.push(json('oci-layout', { imageLayoutVersion: '1.0.0' }));
  entries.push(
    json('index.json', {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: images.map(({ name, manifest }) => ({
        mediaType: MEDIA_TYPES.manifest,
        digest: `sha256:${manifest}`,
        size: sizes.get(blobPath(manifest))!,
        annotations: {
          // The first is containerd's own, the second the specification's.
          'io.containerd.image.name': name,
          'org.opencontainers.image.ref.name': name.split(':').at(-1)!,
        },
      })),
    }),
  );
  yield* writeTar(entries);
}

/** Throws BarqueError (configuration) naming the images that there are. */
export function imageOf(bundle: Bundle, name: string): BundleImage {
  const found = bundle.description.images.find(image => image.name === name);
  if (found !== undefined) return found;
  throw new BarqueError({
    domain: 'configuration',
    attempted: `find the image ${name}`,
    where: bundle.folder,
    cameBack: `the bundle holds ${bundle.description.images.map(image => image.name).join(', ') || 'no image'}`,
    next: 'barque bundle build',
  });
}
