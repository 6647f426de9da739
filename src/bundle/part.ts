/** A part of a bundle as data: what decides its bytes, and how they are made. */
import type { Json } from '../base/json.ts';
import type { BundleFile, BundleImage } from './bundle.ts';
import type { DistributionName } from './distributions.ts';
import type { PartName } from './part-name.ts';

/** For what a bundle is made. */
export interface Choice {
  /** `1.36.3`; null for a bundle without Kubernetes. */
  kubernetes: string | null;
  distribution: DistributionName;
  /** As Debian names it. */
  architecture: string;
}

/** Folders in which parts are made; all safe to delete. */
export interface Workshop {
  /** Barque's cache folder. */
  cache: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** A file that a build left at `path` below its folder; size and digest are taken from the file. */
export type MadeFile = Omit<BundleFile, 'sha256' | 'size'>;

export interface PartContents {
  files: readonly MadeFile[];
  images: readonly BundleImage[];
}

/** How far a build is, in units that the part chooses: bytes, programs. */
export type OnProgress = (done: number, of: number, unit: 'bytes' | 'programs') => void;

export interface PartWork {
  /** What is made, by name and version: `etcd 3.6.8`. */
  subject: string;
  /** Everything that decides the bytes: the part's address in the cache. */
  inputs: Json;
  /** Wall-clock seconds when nothing is cached, measured on 2 cores (docs/measurements/bundle.md). */
  coldSeconds: number;
  /** Writes the files below `folder`, which is empty. */
  build(folder: string, onProgress: OnProgress, signal: AbortSignal): Promise<PartContents>;
}

export interface Part {
  name: PartName;
  /** Whether its versions follow from the Kubernetes release. */
  followsKubernetes: boolean;
  prepare(choice: Choice, workshop: Workshop, signal: AbortSignal): Promise<PartWork>;
}
