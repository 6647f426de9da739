/** What a bundle holds, as planners need to know it. */
import { BarqueError } from '../base/errors.ts';

export interface BundleContents {
  /** Kubernetes release, as `1.36.3`; null: a bundle without Kubernetes. */
  kubernetes: string | null;
  programs: readonly BundleProgram[];
  images: readonly BundleImageRef[];
}

export interface BundleProgram {
  /** What it is a part of, as `containerd`. */
  name: string;
  version: string;
  /** Path in the bundle; its last word is the program's own name. */
  path: string;
  /** SHA-256 in hexadecimal. */
  sha256: string;
  /** Bytes. */
  size: number;
}

export interface BundleImageRef {
  /** As manifests name it: `registry.k8s.io/pause:3.10.2`. */
  name: string;
  /** SHA-256 of its manifest in hexadecimal. */
  manifest: string;
}

/** All programs of one part, with its version. Throws configuration when there is none. */
export function programsOf(
  bundle: BundleContents,
  name: string,
): { version: string; programs: readonly BundleProgram[] } {
  const programs = bundle.programs.filter(program => program.name === name);
  if (programs[0] === undefined) throw missing(name, bundle);
  return { version: programs[0].version, programs };
}

/** The image of a repository, as `registry.k8s.io/pause`, with its tag. Throws configuration when there is none. */
export function imageOf(bundle: BundleContents, repository: string): BundleImageRef {
  const found = bundle.images.find(({ name }) => name.slice(0, name.lastIndexOf(':')) === repository);
  if (found === undefined) throw missing(`the image ${repository}`, bundle);
  return found;
}

function missing(what: string, { kubernetes }: BundleContents): BarqueError {
  return new BarqueError({
    domain: 'configuration',
    attempted: `find ${what} in the bundle`,
    cameBack: kubernetes === null ? 'it is a bundle without Kubernetes' : 'it is not there',
    next: 'Build a whole one (a quarter of an hour the first time):\n\n  barque bundle build --kubernetes 1.36.3',
  });
}
