/** The kill matrix of creation: one rehearsal for each of many points of a clean one, and what they complained of. */
import { type CreationOptions, create } from './creation.ts';
import type { Fault } from './rehearsal.ts';
import { EVERY_POINT } from './spread.ts';

/** Milliseconds for one test. */
export const TIMEOUT_MS = EVERY_POINT ? 3_600_000 : 30_000;

export interface CreationMatrix {
  /** Of the clean creation, as far as the fault can strike there. */
  points: number;
  played: number;
  complaints: string[];
}

/** About `most` points, spread over the whole. Ends when there are `enough` complaints. */
export async function creationMatrix(
  planes: number,
  fault: Fault,
  options: CreationOptions & { most: number; enough?: number },
): Promise<CreationMatrix> {
  const { most, enough = 5, ...rest } = options;
  const clean = await create(planes, rest, []);
  const complaints = clean.complaints.map(complaint => `nothing happened: ${complaint}`);
  const all = clean.points[0]!;
  // On the operator's own machine nothing but the operator can be struck.
  const points = fault === 'kill' ? all.map((_, at) => at) : clean.onMachines;
  const stride = EVERY_POINT ? 1 : Math.max(1, Math.floor(points.length / most));
  let played = 0;
  for (let nth = stride >> 1; nth < points.length && complaints.length < enough; nth += stride) {
    const at = points[nth]!;
    const { complaints: found, results } = await create(planes, rest, [{ fault, run: 0, at }]);
    played += 1;
    for (const complaint of found)
      complaints.push(
        `${planes} planes, ${fault} at ${at} (${all[at]}), seed ${rest.seed}: ${complaint} [${results.join(' | ')}]`,
      );
  }
  return { points: points.length, played, complaints };
}
