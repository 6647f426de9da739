/** Reads a bundle's description; its files are believed only by those who check them (verify-bundle.ts, open-file.ts). */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { digestOf } from '../base/digest.ts';
import { BarqueError, messageOf } from '../base/errors.ts';
import { APT_FOLDER, type Bundle, BundleDescription } from './bundle.ts';

/** Throws BarqueError (configuration) when there is no bundle, or a half-written or foreign one. */
export async function readBundle(folder: string): Promise<Bundle> {
  const absolute = resolve(folder);
  const path = join(absolute, 'bundle.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw unreadable(
      absolute,
      missing ? 'there is no bundle.json: no bundle, or one that was never finished' : messageOf(error),
    );
  }
  let written: object;
  try {
    written = Object(JSON.parse(text));
  } catch (error) {
    throw unreadable(absolute, `bundle.json is not JSON: ${messageOf(error)}`);
  }
  const { digest, ...described } = written as { digest?: unknown };
  const parsed = BundleDescription.safeParse(described);
  if (!parsed.success) throw unreadable(absolute, `bundle.json: ${z.prettifyError(parsed.error)}`);
  if (digest === undefined)
    throw unreadable(absolute, 'bundle.json has no digest of its own: an older Barque made it');
  if (digest !== digestOf(parsed.data))
    throw unreadable(absolute, 'bundle.json was changed: it does not have its own digest');
  return { folder: absolute, digest: digestOf(parsed.data), description: parsed.data };
}

function unreadable(where: string, cameBack: string): BarqueError {
  return new BarqueError({
    domain: 'configuration',
    attempted: 'read the bundle',
    where,
    cameBack,
    next: 'Build it with\n\n  barque bundle build',
  });
}

/** Debian packages that were asked for by name → the version that the bundle holds: `haproxy` → `3.0.11-1+deb13u5`. */
export function packagesOf(bundle: Bundle): ReadonlyMap<string, string> {
  return new Map(
    bundle.description.files
      .filter(({ kind }) => kind === 'package')
      .map(({ name, version }) => [name, version]),
  );
}

/** The apt repository, for `deb [trusted=yes] file:FOLDER ./`. Throws BarqueError when the bundle has no packages. */
export function aptFolderOf(bundle: Bundle): string {
  if (!bundle.description.parts.includes('packages')) {
    throw new BarqueError({
      domain: 'configuration',
      attempted: 'find the packages of the bundle',
      where: bundle.folder,
      cameBack: 'it was built without the part "packages"',
      next: 'barque bundle build',
    });
  }
  return join(bundle.folder, APT_FOLDER);
}
