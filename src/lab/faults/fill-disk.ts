/** No byte more fits on the machine's disk. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, type Target, timed } from '../fault.ts';
import { machinePaths } from '../layout.ts';
import { program } from '../program.ts';

/** The smallest piece that ext4 gives out. */
const BLOCK = 4096;
const FIRST_PIECE = 1024 ** 3;

export const fillDisk: Fault = {
  id: 'fill-disk',
  summary: 'no byte more fits on the disk (needs a lab made with --disk-size)',
  heals: 'takes the filling away',
  available: async ({ lab }) =>
    lab.record.diskGiB === null
      ? {
          is: 'no',
          because:
            'the machine has no disk of its own, and this host’s must not be filled; make the lab with --disk-size',
        }
      : { is: 'yes' },
  inject: (target, _options, clock, signal) => timed(clock, () => fill(fillingOf(target), signal)),
  heal: async target => {
    const filling = fillingOf(target);
    const there = await stat(filling).catch(() => undefined);
    await rm(filling, { force: true });
    return there !== undefined;
  },
};

/** Beside the overlay's folders on the same file system, so that the machine does not see it. */
function fillingOf({ lab, machine }: Target): string {
  return join(machinePaths(lab.paths, machine.name).disk, 'filling');
}

/** Takes pieces until not even the smallest fits. */
async function fill(path: string, signal: AbortSignal): Promise<void> {
  let offset = 0;
  for (let piece = FIRST_PIECE; piece >= BLOCK; ) {
    const words = ['--offset', String(offset), '--length', String(piece), path];
    const fits = await program(['fallocate', ...words], { attempted: 'fill a disk' }, signal).then(
      () => true,
      error => {
        if (signal.aborted) throw error;
        return false;
      },
    );
    if (fits) offset += piece;
    else piece /= 2;
  }
}
