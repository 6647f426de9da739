/** Packages of the lock as files: downloaded once, by digest, and read only when they have it. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { BarqueError } from '../../base/errors.ts';
import { renameDurably, syncPath } from '../durable.ts';
import { sha256OfFile } from '../file-digest.ts';
import type { OnProgress } from '../part.ts';
import { runProgram } from '../run-program.ts';
import type { Mirrors } from './mirror.ts';
import type { LockedPackage, PackageLock, PackageUse } from './package-lock.ts';

/** Downloads at once: enough to hide a mirror's latency, few enough to be polite. */
const AT_ONCE = 4;
const APT_HELPER = '/usr/lib/apt/apt-helper';

export interface DownloadedPackage extends LockedPackage {
  /** Absolute path of the .deb; its digest is the lock's. */
  path: string;
}

/** Fetches `url` to `path`. Rejects with an error whose text holds the server's answer. */
export type Fetch = (url: string, path: string, sha256: string, signal: AbortSignal) => Promise<void>;

/** By apt's own downloader, which knows this host's proxies, certificates and credentials. */
export const fetchByApt: Fetch = async (url, path, sha256, signal) => {
  await runProgram(
    {
      program: APT_HELPER,
      // The folder need not be open to the _apt user; the digest is checked here again.
      args: ['-o', 'APT::Sandbox::User=root', 'download-file', url, path, `SHA256:${sha256}`],
      attempted: 'download a package',
      next: 'apt-get install apt',
    },
    signal,
  );
};

/** The lock's packages of one use, in the lock's order. Throws BarqueError when a version has left the mirror. */
export async function downloadPackages(
  lock: PackageLock,
  use: PackageUse,
  from: { cache: string; mirrors: Mirrors; fetch: Fetch },
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<DownloadedPackage[]> {
  const wanted = lock.packages.filter(locked => locked.use.includes(use));
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const limit = pLimit(AT_ONCE);
  // One failure ends the others: half a list of packages is of no use.
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  return await Promise.all(
    wanted.map(locked =>
      limit(async () => {
        try {
          both.throwIfAborted();
          const path = await downloadPackage(lock, locked, from, both);
          done += locked.size;
          onProgress(done, total, 'bytes');
          return { ...locked, path };
        } catch (error) {
          stop.abort(error);
          throw error;
        }
      }),
    ),
  );
}

async function downloadPackage(
  lock: PackageLock,
  locked: LockedPackage,
  from: { cache: string; mirrors: Mirrors; fetch: Fetch },
  signal: AbortSignal,
): Promise<string> {
  const path = join(from.cache, 'downloads', locked.sha256);
  if ((await sha256OfFile(path, signal).catch(() => '')) === locked.sha256) return path;
  signal.throwIfAborted();
  await mkdir(dirname(path), { recursive: true });
  const url = `${from.mirrors[locked.archive]}/${locked.filename}`;
  const temporary = `${path}.${process.pid}`;
  try {
    await from.fetch(url, temporary, locked.sha256, signal);
    const got = await sha256OfFile(temporary, signal);
    if (got !== locked.sha256) throw new Error(`its SHA-256 is ${got}, the lock says ${locked.sha256}`);
    await syncPath(temporary);
    await renameDurably(temporary, path);
    return path;
  } catch (error) {
    signal.throwIfAborted();
    throw failed(lock, locked, url, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

function failed(lock: PackageLock, locked: LockedPackage, url: string, error: unknown): BarqueError {
  const text = error instanceof BarqueError ? error.failure.cameBack : String((error as Error).message);
  const attempted = `download the package ${locked.name} ${locked.version}`;
  if (!/\b404\b|not found|File not found/i.test(text)) {
    const domain = error instanceof BarqueError ? error.failure.domain : 'connection';
    const known = domain === 'unsupported-host' ? domain : 'connection';
    return new BarqueError({ domain: known, attempted, where: url, cameBack: text }, error);
  }
  return new BarqueError(
    {
      domain: 'configuration',
      attempted,
      where: url,
      cameBack: 'this version has left the mirror, most likely because a newer one replaced it',
      next: `Renew the lock of packages, look at what changes, and build again:\n\n  barque bundle refresh --distribution ${lock.distribution}`,
    },
    error,
  );
}
