/** The fact `record`: the cluster's record on this host. */
import { type ClusterRecord, RECORD_PATH } from '../base/record.ts';
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

const TEXT = sh`
[ -f /var/lib/barque/cluster.json ] && cat /var/lib/barque/cluster.json
exit 0
`;

export const RECORD: FactSource<ClusterRecord | null> = {
  name: 'record',
  text: TEXT,
  args: [],
  parse: recordOf,
  simulate: machine => recordOf(machine.files.get(RECORD_PATH)?.content ?? ''),
};

/** A record that cannot be read counts as none: applying writes it anew. */
function recordOf(text: string): ClusterRecord | null {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as ClusterRecord;
  } catch {
    return null;
  }
}
