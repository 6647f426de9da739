/** A flat apt repository as text: Packages and Release for a folder of .deb files (sources.list(5), "deb URI ./"). */
import { gzipSync } from 'node:zlib';
import { digestOfText, hexOf } from '../../base/digest.ts';
import { type ControlParagraph, printControl } from './control-paragraph.ts';

export interface IndexedPackage {
  /** The control file inside the .deb. */
  control: ControlParagraph;
  /** Relative to the repository. */
  filename: string;
  size: number;
  sha256: string;
}

export interface RepositoryIndex {
  Packages: string;
  'Packages.gz': Uint8Array;
  Release: string;
}

/**
 * The index files, the same for whatever order of `packages`.
 * `released` is apt's measure of newer and older, in the form of RFC 5322; it comes from the lock, never from the clock.
 */
export function indexRepository(
  packages: readonly IndexedPackage[],
  about: { suite: string; architecture: string; released: string },
): RepositoryIndex {
  const text = [...packages]
    .sort((a, b) => (a.filename < b.filename ? -1 : 1))
    .map(({ control, filename, size, sha256 }) =>
      printControl({ ...control, Filename: `./${filename}`, Size: String(size), SHA256: sha256 }),
    )
    .join('\n');
  // Node writes no time into the gzip header, so the same text gives the same bytes.
  const zipped = gzipSync(text, { level: 9 });
  const entries = [
    { name: 'Packages', bytes: Buffer.from(text) },
    { name: 'Packages.gz', bytes: zipped },
  ];
  const release = printControl({
    Origin: 'Barque',
    Label: 'Barque bundle',
    Suite: about.suite,
    Date: about.released,
    Architectures: `all ${about.architecture}`,
    Description: 'Packages that a cluster needs and a fresh server lacks',
    SHA256: entries
      .map(({ name, bytes }) => `\n ${hexOf(digestOfText(bytes))} ${bytes.length} ${name}`)
      .join(''),
  });
  return { Packages: text, 'Packages.gz': zipped, Release: release };
}
