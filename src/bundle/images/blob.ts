/** Blobs of images as files that are named by their digest. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BLOB_FOLDER } from '../bundle.ts';

export interface Blob {
  /** 64 hexadecimal digits. */
  sha256: string;
  /** Bytes. */
  size: number;
}

/** Below a part's or bundle's folder. */
export function blobPath(sha256: string): string {
  return join(BLOB_FOLDER, sha256);
}

/** Streams bytes into the blob folder below `folder`. */
export async function writeBlob(
  folder: string,
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Blob> {
  await mkdir(join(folder, BLOB_FOLDER), { recursive: true });
  const temporary = join(folder, BLOB_FOLDER, 'being-written');
  const hash = createHash('sha256');
  let size = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      size += chunk.length;
      next(null, chunk);
    },
  });
  await pipeline(Readable.from(bytes, { objectMode: false }), count, createWriteStream(temporary), {
    signal,
  });
  const sha256 = hash.digest('hex');
  await rename(temporary, join(folder, blobPath(sha256)));
  return { sha256, size };
}
