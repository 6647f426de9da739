/** What every host keeps of the last proof: enough for `status` to say when it was and how it ended. */
export const LAST_PROOF_PATH = '/var/lib/barque/proof.json';

export interface LastProof {
  /** Milliseconds since the epoch. */
  at: number;
  verdict: 'passed' | 'failed' | 'not-judged' | 'does-not-apply';
  /** Drills that were run, and those of them that passed. */
  drills: number;
  passed: number;
}

/** Null: it holds none. */
export function lastProofOf(text: string): LastProof | null {
  try {
    const { at, verdict, drills, passed } = JSON.parse(text) as LastProof;
    return typeof at === 'number' ? { at, verdict, drills, passed } : null;
  } catch {
    return null;
  }
}
