/** What planners are told of a bundle. */
import type { Bundle } from '../bundle/bundle.ts';
import type { BundleContents } from '../plan/bundle-contents.ts';

export function contentsOf({ description }: Bundle): BundleContents {
  return {
    kubernetes: description.kubernetes,
    programs: description.files
      .filter(({ kind }) => kind === 'program')
      .map(({ path, name, version, sha256, size }) => ({ path, name, version, sha256, size })),
    images: description.images.map(({ name, manifest }) => ({ name, manifest })),
  };
}
