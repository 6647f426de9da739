/** The folder in which lab tests leave journals and unit logs when they fail. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Set for the workers by global-setup.ts, and settable by the person. */
export const ARTIFACTS_VARIABLE = 'BARQUE_TEST_ARTIFACTS';

export function artifactsFolder(): string {
  return resolve(process.env[ARTIFACTS_VARIABLE] || 'test-artifacts');
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
