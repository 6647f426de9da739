/** The folder in which lab tests leave journals and unit logs when they fail. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Set for the workers by global-setup.ts, and settable by the person. */
export const ARTIFACTS_VARIABLE = 'BARQUE_TEST_ARTIFACTS';

export function artifactsFolder(): string {
  return resolve(process.env[ARTIFACTS_VARIABLE] || 'test-artifacts');
}

/** Keeps a text under `name`, which may have folders: `power-cut/lb1/keepalived.log`. Never throws: the test's own failure matters more. */
export async function keepArtifact(name: string, content: string): Promise<void> {
  const path = join(artifactsFolder(), name);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode: 0o600 });
  } catch (error) {
    process.stderr.write(`could not keep ${path}: ${String(error)}\n`);
  }
}

/** What was kept, sorted; empty when nothing was. */
export async function keptArtifacts(): Promise<string[]> {
  try {
    const entries = await readdir(artifactsFolder(), { recursive: true, withFileTypes: true });
    return entries.flatMap(entry => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
  } catch {
    return [];
  }
}
