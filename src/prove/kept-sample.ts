/** Samples on disk: a proof goes on after those that lie there, if they were taken in the same way. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BarqueError } from '../base/errors.ts';
import type { Drill } from './drill.ts';
import type { EarlierTry, JudgedSample } from './proof.ts';

/** Versions, settings, bounds, seed: what samples of one proof have in common. */
export type Frame = Readonly<Record<string, string | number>>;

interface Kept {
  frame: Frame;
  sample: JudgedSample;
}

const FILE = 'sample.json';
const AGAIN = 'again.json';

/** Differences that are named. */
const NAMED = 6;

export function folderOf(folder: string, { id }: Pick<Drill, 'id'>, nth: number): string {
  return join(folder, id, String(nth));
}

/** Null: it has not been judged yet. */
export async function keptSample(folder: string): Promise<Kept | null> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  const kept = JSON.parse(text) as Partial<Kept>;
  // One of an earlier version says nothing of how it was taken.
  return kept.sample === undefined ? { frame: {}, sample: kept as JudgedSample } : (kept as Kept);
}

export async function keepSample(folder: string, kept: Kept): Promise<void> {
  await writeFile(join(folder, FILE), `${JSON.stringify(kept)}\n`);
}

/** Why a try of this sample did not count; told in the report. */
export async function keepWhy(folder: string, because: string): Promise<void> {
  await writeFile(join(folder, AGAIN), `${JSON.stringify({ because })}\n`);
}

/** Of an earlier call, too. */
export async function earlierTries(folder: string): Promise<EarlierTry[]> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter(name => /^try-\d+$/.test(name));
  const inOrder = names.sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  return await Promise.all(
    inOrder.map(async name => {
      const why = await readFile(join(folder, name, AGAIN), 'utf8').catch(() => null);
      const because = why === null ? 'it was broken off' : (JSON.parse(why) as { because: string }).because;
      return { folder: name, because };
    }),
  );
}

/** Throws usage when samples lie there that were taken otherwise: together they would prove nothing. */
export async function refuseOthers({
  folder,
  drills,
  samples,
  frame,
}: {
  folder: string;
  drills: readonly Drill[];
  samples: number;
  frame: Frame;
}): Promise<void> {
  for (const drill of drills)
    for (let nth = 1; nth <= samples; nth += 1) {
      const own = folderOf(folder, drill, nth);
      const kept = await keptSample(own);
      const different = kept === null ? [] : differences(kept.frame, frame);
      if (different.length > 0)
        throw new BarqueError({
          domain: 'usage',
          attempted: 'go on with the samples of an earlier call',
          where: own,
          cameBack: `it was taken otherwise: ${different.slice(0, NAMED).join(', ')}`,
          next: 'Name another folder with --report, or call it with the same seed and settings.',
        });
    }
}

/** `seed: 1 → 2` */
export function differences(then: Frame, now: Frame): string[] {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])]
    .filter(key => then[key] !== now[key])
    .map(key => `${key}: ${then[key] ?? 'unknown'} → ${now[key] ?? 'unknown'}`);
}
