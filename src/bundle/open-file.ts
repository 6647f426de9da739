/** The one way to a bundle's bytes: they are compared with their digest before anybody sees them. */

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { BarqueError, messageOf } from '../base/errors.ts';
import type { Bundle } from './bundle.ts';

/**
 * An open handle on a listed file whose content had its digest a moment ago; the caller closes it and reads from position 0.
 * Open once, so that what was checked is what is read even if the name is given to another file meanwhile.
 * Throws BarqueError (check) naming the file.
 */
export async function openBundleFile(
  bundle: Bundle,
  path: string,
  signal?: AbortSignal,
): Promise<FileHandle> {
  const listed = bundle.description.files.find(file => file.path === path);
  const damaged = (cameBack: string, cause?: unknown) =>
    new BarqueError(
      {
        domain: 'check',
        attempted: 'read a file of the bundle',
        where: join(bundle.folder, path),
        cameBack,
        next: 'See all that is damaged with `barque bundle verify`, and mend it with `barque bundle build`.',
      },
      cause,
    );
  if (listed === undefined) throw damaged('bundle.json does not name it');
  let handle: FileHandle;
  try {
    handle = await open(join(bundle.folder, path), 'r');
  } catch (error) {
    throw damaged(messageOf(error), error);
  }
  try {
    const found = await sha256OfHandle(handle, signal);
    if (found === listed.sha256) return handle;
    throw damaged(`it is damaged: its SHA-256 is ${found}, bundle.json says ${listed.sha256}`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A listed file's whole content, checked. For files that fit well into memory. */
export async function readBundleFile(bundle: Bundle, path: string, signal?: AbortSignal): Promise<Buffer> {
  const handle = await openBundleFile(bundle, path, signal);
  try {
    const { size } = await handle.stat();
    const content = Buffer.alloc(size);
    let done = 0;
    while (done < size) {
      const { bytesRead } = await handle.read(content, done, size - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return content.subarray(0, done);
  } finally {
    await handle.close();
  }
}

async function sha256OfHandle(handle: FileHandle, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  for (let position = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
