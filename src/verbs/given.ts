/** What a step's content is made of: the plan's own texts, files of the bundle, and values that only the run knows. */
import type { Digest } from '../base/digest.ts';
import type { LateName } from '../plan/late.ts';

/** The bundle's bytes, each compared with its digest before it is given out. */
export interface BundleSource {
  /** A tar archive of these files of the bundle, each under the name that it shall have. */
  programs(files: readonly { name: string; file: string }[]): AsyncIterable<Uint8Array>;
  /** The images as `ctr images import` reads them. */
  images(names: readonly string[]): AsyncIterable<Uint8Array>;
}

export interface Given {
  blobs: Readonly<Record<Digest, string>>;
  source: BundleSource;
  /** Late values of this step, by name. */
  late: ReadonlyMap<LateName, string>;
}
