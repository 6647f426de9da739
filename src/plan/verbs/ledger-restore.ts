/** The verb `ledger.restore`, its pure half: units are stopped, and files as they were before Barque came. */
import type { Observation } from '../../base/observation.ts';

export interface LedgerRestore {
  do: 'ledger.restore';
}

export function afterLedgerRestore(_verb: LedgerRestore): Observation {
  return { ledger: 'absent' };
}
