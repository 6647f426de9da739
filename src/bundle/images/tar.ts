/** A tar writer whose bytes depend on names and contents alone: POSIX ustar, owner 0, time 0. */
import { createReadStream } from 'node:fs';

export type TarEntry =
  | { is: 'folder'; path: string; mode?: number }
  | { is: 'link'; path: string; to: string }
  | { is: 'file'; path: string; mode: number; content: Uint8Array | { file: string; size: number } };

const BLOCK = 512;

/**
 * The archive, sorted by path, with the folders that entries lie in. Paths are relative, without `./`.
 * Throws RangeError for what ustar cannot hold: paths over 255 bytes, files of 8 GiB and more, a path given twice or leading out.
 */
export async function* writeTar(entries: readonly TarEntry[]): AsyncGenerator<Uint8Array> {
  for (const entry of withFolders(entries)) {
    yield headerOf(entry);
    if (entry.is !== 'file') continue;
    let written = 0;
    if (entry.content instanceof Uint8Array) {
      yield entry.content;
      written = entry.content.length;
    } else {
      for await (const chunk of createReadStream(entry.content.file, { highWaterMark: 1 << 20 })) {
        written += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
      if (written !== entry.content.size)
        throw new RangeError(`${entry.content.file} changed while it was read`);
    }
    if (written % BLOCK !== 0) yield new Uint8Array(BLOCK - (written % BLOCK));
  }
  yield new Uint8Array(2 * BLOCK);
}

/** Sorted by code units, parents before children; a folder that was not given gets mode 0755. */
export function withFolders(entries: readonly TarEntry[]): TarEntry[] {
  const byPath = new Map<string, TarEntry>();
  for (const entry of entries) {
    if (!/^(?!\.{1,2}(\/|$))[^/]+(\/(?!\.{1,2}(\/|$))[^/]+)*$/.test(entry.path)) {
      throw new RangeError(`${entry.path} is no plain relative path`);
    }
    if (byPath.has(entry.path)) throw new RangeError(`${entry.path} is there twice`);
    byPath.set(entry.path, entry);
  }
  for (const { path } of entries) {
    const parts = path.split('/');
    for (let length = 1; length < parts.length; length++) {
      const parent = parts.slice(0, length).join('/');
      if (!byPath.has(parent)) byPath.set(parent, { is: 'folder', path: parent });
    }
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function headerOf(entry: TarEntry): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  const size = entry.is === 'file' ? sizeOf(entry.content) : 0;
  if (size >= 8 ** 11) throw new RangeError(`${entry.path} is too large for a tar archive`);
  const { prefix, name } = splitPath(entry.is === 'folder' ? `${entry.path}/` : entry.path);
  const octal = (value: number, offset: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1');
  header.write(name, 0);
  octal(modeOf(entry), 100, 8);
  octal(0, 108, 8); // owner
  octal(0, 116, 8); // group
  octal(size, 124, 12);
  octal(0, 136, 12); // time
  header.write('        ', 148, 'latin1'); // counted as blanks in the checksum
  header.write({ file: '0', link: '2', folder: '5' }[entry.is], 156, 'latin1');
  if (entry.is === 'link') {
    if (Buffer.byteLength(entry.to) > 100) throw new RangeError(`${entry.path} points to too long a path`);
    header.write(entry.to, 157);
  }
  header.write('ustar\x0000', 257, 'latin1');
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function modeOf(entry: TarEntry): number {
  switch (entry.is) {
    case 'folder':
      return entry.mode ?? 0o755;
    case 'link':
      return 0o777;
    case 'file':
      return entry.mode;
  }
}

function sizeOf(content: Uint8Array | { size: number }): number {
  return content instanceof Uint8Array ? content.length : content.size;
}

/** ustar holds 100 bytes of name and 155 of prefix, joined by a slash. */
function splitPath(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path };
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (name !== '' && Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155)
      return { prefix, name };
  }
  throw new RangeError(`${path} is too long for a tar archive`);
}
