/** The verb `file.put`, its pure half: a regular file with these bytes, mode and owner. */
import { type Digest, hexOf } from '../../base/digest.ts';
import type { Observation } from '../../base/observation.ts';
import { isLate, type Late } from '../late.ts';

export interface FilePut {
  do: 'file.put';
  path: string;
  /** Four octal digits, as `0644`. */
  mode: string;
  /** `user:group`. */
  owner: string;
  /** Content, in the plan's blobs; or one that only the run knows. */
  blob: Digest | Late;
  /** The program that must accept the file before it replaces what is there; null: none. */
  accept: 'haproxy' | 'keepalived' | null;
}

export function afterFilePut(verb: FilePut): Observation {
  const digest = isLate(verb.blob) ? `${verb.blob}-digest` : hexOf(verb.blob);
  return { digest, kind: 'file', mode: verb.mode, owner: verb.owner };
}
