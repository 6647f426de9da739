/** Packs what support needs into one archive. */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { SupportFile } from '../app/support.ts';
import { BarqueError, messageOf } from '../base/errors.ts';
import { writeTar } from '../bundle/images/tar.ts';

/** Bytes of the archive. Throws configuration when there is such a file already, or it cannot be written. */
export async function packSupport(files: readonly SupportFile[], path: string): Promise<number> {
  const entries = files.map(file => ({
    is: 'file' as const,
    path: `support/${file.path}`,
    mode: 0o600,
    content: Buffer.from(file.content),
  }));
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await pipeline(Readable.from(writeTar(entries)), createGzip(), target).catch(error => {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new BarqueError(
      {
        domain: 'configuration',
        attempted: 'write the archive',
        where: path,
        cameBack: isThere ? 'there is such a file already' : messageOf(error),
        next: 'Name another one with --out.',
      },
      error,
    );
  });
  return (await stat(path)).size;
}

/** `barque-support-NAME-20261123-071500.tar.gz`; `now` in milliseconds since the epoch. */
export function archiveName(cluster: string, now: number): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `barque-support-${cluster}-${time}.tar.gz`;
}
