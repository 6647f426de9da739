/** Reads a report.json. */
import { PROOF_FORMAT, type Proof } from '../proof.ts';

/** Null: it is no proof, or one of a format that this version does not know. */
export function parseProof(text: string): Proof | null {
  try {
    const proof = JSON.parse(text) as Proof;
    return proof.format === PROOF_FORMAT && Array.isArray(proof.drills) ? proof : null;
  } catch {
    return null;
  }
}
