/** What a bundle is: a folder with bundle.json and the files that it lists. */
import * as z from 'zod';
import type { Digest } from '../base/digest.ts';
import { DISTRIBUTION_NAMES } from './distributions.ts';
import { PART_NAMES } from './part-name.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Inside the bundle: no leading slash, no `..`, no empty part. */
const RelativePath = z.string().regex(/^(?!\/)(?!.*(^|\/)(\.{0,2})(\/|$)).+$/);

export const BundleFile = z.strictObject({
  path: RelativePath,
  kind: z.enum([
    /** A program that runs on a host. */
    'program',
    /** A Debian package that was asked for by name. */
    'package',
    /** A Debian package that another one needs. */
    'package-dependency',
    /** An index of the apt repository. */
    'apt-index',
    /** A layer, configuration or manifest of an image, named by its digest. */
    'image-blob',
  ]),
  /** Program, package or image; the file's own name for indexes. */
  name: z.string(),
  version: z.string(),
  sha256: Sha256,
  /** Bytes. */
  size: z.int().nonnegative(),
  /** Where it is from: a Go module, an archive's file, Barque itself. */
  source: z.string(),
  /** SPDX or Debian short names. */
  licence: z.string(),
  provenance: z.enum(['go-modules', 'debian', 'barque']),
});

export const BundleImage = z.strictObject({
  /** As kubeadm and manifests name it: `registry.k8s.io/kube-apiserver:v1.36.3`. */
  name: z.string(),
  /** Blobs by sha256: the manifest, its configuration, and the layers from the lowest. */
  manifest: Sha256,
  config: Sha256,
  layers: z.array(Sha256).min(1),
});

export const BundleDescription = z.strictObject({
  format: z.literal('barque.bundle/v1'),
  /** `1.36.3`; null in a bundle without Kubernetes. */
  kubernetes: z.string().nullable(),
  distribution: z.enum(DISTRIBUTION_NAMES),
  /** As Debian names it. */
  architecture: z.string(),
  /** How the upstream programs came about. Bundles from modules are not the projects' own releases. */
  provenance: z.literal('go-modules'),
  parts: z.array(z.enum(PART_NAMES)),
  /** Sorted by name. */
  images: z.array(BundleImage),
  /** Sorted by path. */
  files: z.array(BundleFile),
});

export type BundleFile = z.infer<typeof BundleFile>;
export type BundleImage = z.infer<typeof BundleImage>;
export type BundleDescription = z.infer<typeof BundleDescription>;

export interface Bundle {
  /** Absolute path. */
  folder: string;
  /** Of the description, and so of all files. */
  digest: Digest;
  description: BundleDescription;
}

/** Folder of the apt repository and of image blobs inside a bundle. */
export const APT_FOLDER = 'apt';
export const BLOB_FOLDER = 'images/blobs/sha256';
