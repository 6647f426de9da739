/** A fact: one stable thing that is true on a host now, read in one batch with the others. */
import type { Part } from '../hosts/batch.ts';

export interface FactSource<T> extends Part<T> {
  name: string;
}
