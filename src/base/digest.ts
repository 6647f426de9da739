/** SHA-256 digests of texts and of canonical JSON. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './json.ts';

export type Digest = `sha256:${string}`;

export function digestOfText(text: string | Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Digest of a value's canonical JSON: independent of key order. */
export function digestOf(value: unknown): Digest {
  return digestOfText(canonicalJson(value));
}

/** The 64 hexadecimal digits alone, as sha256sum prints them. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
