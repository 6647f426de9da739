/** The lock of Debian packages: which versions a bundle takes, each by its digest. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { BarqueError, messageOf } from '../../base/errors.ts';
import { DISTRIBUTION_NAMES, type DistributionName } from '../distributions.ts';

const LockedPackage = z.strictObject({
  name: z.string(),
  version: z.string(),
  architecture: z.string(),
  /** 64 hexadecimal digits, as in the archive's index. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bytes. */
  size: z.int().positive(),
  archive: z.enum(['main', 'security']),
  /** Relative to the archive's root: `pool/main/h/haproxy/haproxy_….deb`. */
  filename: z.string().regex(/^pool\/[^\s]+\.deb$/),
  /** host: in the apt repository · image: its files go into image layers · build: headers and static libraries for a build here. */
  use: z.array(z.enum(['host', 'image', 'build'])).min(1),
  /** The uses for which it was asked for by name; a dependency otherwise. */
  askedFor: z.array(z.enum(['host', 'image', 'build'])),
  /** Packages of this lock that need it. */
  neededBy: z.array(z.string()),
});

const PackageLock = z.strictObject({
  format: z.literal('barque.packages/v1'),
  distribution: z.enum(DISTRIBUTION_NAMES),
  architecture: z.string(),
  /** Date of the newest Release file that was read, as written there. */
  released: z.string(),
  packages: z.array(LockedPackage).min(1),
});

export type PackageUse = 'host' | 'image' | 'build';
export type LockedPackage = z.infer<typeof LockedPackage>;
export type PackageLock = z.infer<typeof PackageLock>;

/** Where the lock of a distribution is kept, beside the sources. */
export function packageLockPath(distribution: DistributionName): string {
  return fileURLToPath(new URL(`../../../upstream/packages/${distribution}.lock.json`, import.meta.url));
}

/** Throws BarqueError (configuration) when it is missing or not a lock. */
export async function readPackageLock(path: string, distribution: DistributionName): Promise<PackageLock> {
  const failed = (cameBack: string, cause?: unknown) =>
    new BarqueError(
      {
        domain: 'configuration',
        attempted: `read the package lock of ${distribution}`,
        where: path,
        cameBack,
        next: `barque bundle refresh --distribution ${distribution}`,
      },
      cause,
    );
  let written: unknown;
  try {
    written = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw failed(messageOf(error), error);
  }
  const parsed = PackageLock.safeParse(written);
  if (!parsed.success) throw failed(z.prettifyError(parsed.error));
  if (parsed.data.distribution !== distribution) throw failed(`it is for ${parsed.data.distribution}`);
  return parsed.data;
}

/** The text that is committed: one package per block, so that a renewal reads as a short diff. */
export function printPackageLock(lock: PackageLock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}
