/** One sample until it is judged: what could not be judged is measured again, what failed never. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BarqueError } from '../base/errors.ts';
import type { Drill } from './drill.ts';
import { judgeSample } from './judge-sample.ts';
import type { Bounds } from './judges/judge.ts';
import { earlierTries, type Frame, folderOf, keepSample, keepWhy, keptSample } from './kept-sample.ts';
import { phaseOf } from './phase.ts';
import type { JudgedSample } from './proof.ts';
import type { Proving } from './proving.ts';
import { runSample } from './sample-run.ts';

/** How often a sample begins anew because its target moved before the fault; a VIP that moves more often is not well. */
const MOVES = 3;

export interface Trying {
  repeats: number;
  seed: number;
  folder: string;
  frame: Frame;
  bounds: Bounds;
}

/** Every try has a folder of its own, `try-N`, and stays. `run`: takes one; a parameter for tests. */
export async function takeSample(
  proving: Proving,
  { repeats, seed, folder, frame, bounds }: Trying,
  { drill, nth }: { drill: Drill; nth: number },
  again: (because: string) => void,
  signal: AbortSignal,
  run: typeof runSample = runSample,
): Promise<JudgedSample> {
  const own = folderOf(folder, drill, nth);
  const kept = await keptSample(own);
  if (kept !== null) return kept.sample;
  const earlier = await earlierTries(own);
  for (let left = { repeats, moves: MOVES }; ; ) {
    const nthTry = earlier.length + 1;
    const name = `try-${nthTry}`;
    const inTry = join(own, name);
    await mkdir(inTry, { recursive: true });
    const phase = phaseOf({ seed, drill: drill.id, nth, nthTry });
    const taken = await run(proving, { drill, nth, folder: inTry, phase }, signal);
    if (taken.is === 'moved') {
      if (left.moves === 0) throw restless(drill, taken.because);
      left = { ...left, moves: left.moves - 1 };
      await keepWhy(inTry, taken.because);
      earlier.push({ folder: name, because: taken.because });
      again(taken.because);
      continue;
    }
    const judged = { ...judgeSample(taken.sample, drill, bounds), earlier: [...earlier] };
    const { traffic: _histories, ...rest } = taken.sample;
    await writeFile(join(inTry, 'seen.json'), `${JSON.stringify(rest)}\n`);
    await writeFile(join(inTry, 'judged.json'), `${JSON.stringify(judged)}\n`);
    const because = mayRepeat(judged);
    if (because === null || left.repeats === 0) {
      await keepSample(own, { frame, sample: judged });
      return judged;
    }
    left = { ...left, repeats: left.repeats - 1 };
    await keepWhy(inTry, because);
    earlier.push({ folder: name, because });
    again(because);
  }
}

/** Why it could not be judged; null: it was, or something failed in it, which a second try must not hide. */
function mayRepeat({ judges }: JudgedSample): string | null {
  if (judges.some(({ verdict }) => verdict === 'failed')) return null;
  return judges.find(({ verdict }) => verdict === 'not-judged')?.evidence ?? null;
}

function restless({ id }: Drill, because: string): BarqueError {
  return new BarqueError({
    domain: 'check',
    attempted: `run the drill ${id}`,
    cameBack: `what it is meant for moved ${MOVES + 1} times without a fault; at last ${because}`,
    next: 'See what moves it: barque status --watch',
  });
}
