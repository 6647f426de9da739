/** A bundle as what steps are made of. */
import type { FileHandle } from 'node:fs/promises';
import type { Bundle } from '../bundle/bundle.ts';
import { imageArchive } from '../bundle/images/archive.ts';
import { type TarEntry, writeTar } from '../bundle/images/tar.ts';
import { openBundleFile } from '../bundle/open-file.ts';
import type { BundleSource } from '../verbs/given.ts';

export function bundleSource(bundle: Bundle, signal: AbortSignal): BundleSource {
  return {
    programs: files => programArchive(bundle, files, signal),
    images: names => imageArchive(bundle, names, signal),
  };
}

/** A tar archive of the bundle's files; every one is compared with its digest before the first byte. */
async function* programArchive(
  bundle: Bundle,
  files: readonly { name: string; file: string }[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const handles: FileHandle[] = [];
  try {
    const entries: TarEntry[] = [];
    for (const { name, file } of files) {
      const handle = await openBundleFile(bundle, file, signal);
      handles.push(handle);
      const { size } = await handle.stat();
      entries.push({ is: 'file', path: name, mode: 0o755, content: { file: `/dev/fd/${handle.fd}`, size } });
    }
    yield* writeTar(entries);
  } finally {
    await Promise.all(handles.map(handle => handle.close()));
  }
}
