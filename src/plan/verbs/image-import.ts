/** The verb `image.import`, its pure half: these images in containerd, kept from garbage collection. */
import type { Observation } from '../../base/observation.ts';

export interface ImageImport {
  do: 'image.import';
  images: readonly {
    /** As manifests name it: `registry.k8s.io/pause:3.10.2`. */
    name: string;
    /** SHA-256 of its manifest in hexadecimal. */
    manifest: string;
  }[];
  /** The bundle as the host sees it, an absolute path; null: it does not, and the images are sent. */
  onHost: string | null;
}

export function afterImageImport(verb: ImageImport): Observation {
  return Object.fromEntries(verb.images.map(({ name, manifest }) => [name, `${manifest} pinned`]));
}
