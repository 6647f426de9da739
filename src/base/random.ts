/** Randomness as a parameter: the system’s in production, seeded where it must be repeated. */
import { randomBytes } from 'node:crypto';

/** `n` random bytes as 2n hexadecimal digits. */
export type RandomHex = (bytes: number) => string;

export const systemRandomHex: RandomHex = bytes => randomBytes(bytes).toString('hex');

/** A number in [0, 1) from a seed; mulberry32, for simulations and drills, never for secrets. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
