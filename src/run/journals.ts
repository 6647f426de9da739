/** The journals on this machine, the newest first. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BarqueError } from '../base/errors.ts';

const ENDING = '.jsonl';

/** Names of runs; their names sort by time. */
export async function runNames(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder);
    return files
      .filter(name => name.endsWith(ENDING))
      .map(name => name.slice(0, -ENDING.length))
      .sort()
      .reverse();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export function journalPath(folder: string, run: string): string {
  return join(folder, `${run}${ENDING}`);
}

/** The run that begins or ends so. Throws usage when there is none, or more than one. */
export function runCalled(names: readonly string[], called: string): string {
  const found = names.filter(name => name.startsWith(called) || name.endsWith(called));
  if (found.length === 1) return found[0]!;
  throw new BarqueError({
    domain: 'usage',
    attempted: `find the run ${called}`,
    cameBack:
      found.length === 0
        ? 'this machine has no journal of it; a run from another one: --hosts'
        : `it may be ${found.slice(0, 5).join(', ')}`,
    next:
      names.length === 0
        ? 'Runs are noted on the machine on which they ran; this one has none yet.'
        : `The newest is ${names[0]}; all of them: barque run list`,
  });
}
