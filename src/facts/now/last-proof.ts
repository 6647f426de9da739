/** The last proof of this cluster, as this host was told: volatile, never part of planning. */
import { LAST_PROOF_PATH, type LastProof, lastProofOf } from '../../base/last-proof.ts';
import { sh } from '../../base/shell-text.ts';
import type { FactSource } from '../fact.ts';

const TEXT = sh`
cat /var/lib/barque/proof.json 2>/dev/null || true
`;

/** Null: there was none. */
export const LAST_PROOF: FactSource<LastProof | null> = {
  name: 'last proof',
  text: TEXT,
  args: [],
  parse: lastProofOf,
  simulate: machine => lastProofOf(machine.files.get(LAST_PROOF_PATH)?.content ?? ''),
};
