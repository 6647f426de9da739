/** A probe that one host cannot do is no failure of the others. */
import { BarqueError } from '../base/errors.ts';

/** Null when the host could not do it: one probe that fails makes its checks unknown, and no others. */
export async function softly<T>(reading: Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (signal.aborted || !(error instanceof BarqueError)) throw error;
    return null;
  }
}
