/** Where in the phase of the timers a fault comes: by chance, and the same when the drill is repeated. */
import { digestOf, hexOf } from '../base/digest.ts';
import { seededRandom } from '../base/random.ts';

export interface OneTry {
  seed: number;
  /** Its id. */
  drill: string;
  nth: number;
  /** Which try of this sample, from 1. */
  nthTry: number;
}

/** 0 to 1. Which other drills are run, and how often they were repeated, does not matter. */
export function phaseOf({ seed, drill, nth, nthTry }: OneTry): number {
  return seededRandom(Number.parseInt(hexOf(digestOf([seed, drill, nth, nthTry])).slice(0, 8), 16))();
}
