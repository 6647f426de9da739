/** Reads tar archives of the kind that tar.ts writes (POSIX ustar); tests and import checks use it. */

export interface ReadEntry {
  path: string;
  type: 'file' | 'link' | 'folder';
  mode: number;
  content: Buffer;
  linksTo: string;
}

const BLOCK = 512;
const TYPES = { '0': 'file', '2': 'link', '5': 'folder' } as const;

/** Throws RangeError for a broken header, an unknown kind of entry, or an archive that ends too early. */
export function readTar(archive: Buffer): ReadEntry[] {
  const entries: ReadEntry[] = [];
  for (let at = 0; ; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new RangeError('the archive ends too early');
    if (header.every(byte => byte === 0)) return entries;
    const text = (from: number, length: number) => {
      const field = header.subarray(from, from + length);
      const end = field.indexOf(0);
      return field.toString('utf8', 0, end < 0 ? length : end);
    };
    const number = (from: number, length: number) => Number.parseInt(text(from, length).trim() || '0', 8);
    const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    if (sum !== number(148, 8)) throw new RangeError(`the header at ${at} is damaged`);
    const type = TYPES[text(156, 1) as '0'];
    if (type === undefined) throw new RangeError(`the entry at ${at} is of an unknown kind`);
    const prefix = text(345, 155);
    const size = number(124, 12);
    entries.push({
      path: `${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`.replace(/\/$/, ''),
      type,
      mode: number(100, 8),
      content: archive.subarray(at + BLOCK, at + BLOCK + size),
      linksTo: text(157, 100),
    });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
