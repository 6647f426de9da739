/** The fact `maintenance`: since when somebody has taken this host out of the service. */
import { MAINTENANCE_PATH } from '../base/maintenance.ts';
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

const TEXT = sh`
[ ! -f /var/lib/barque/maintenance ] || [ "$(cat /var/lib/barque/maintenance)" != yes ] || date -u -d "@$(stat -c %Y /var/lib/barque/maintenance)" +%Y-%m-%dT%H:%M:%SZ
`;

/** ISO 8601, or null: it is in service. */
export const MAINTENANCE: FactSource<string | null> = {
  name: 'maintenance',
  text: TEXT,
  args: [],
  parse: stdout => stdout.split('\n').find(line => line !== '') ?? null,
  simulate: machine =>
    machine.files.get(MAINTENANCE_PATH)?.content === 'yes\n' ? '1970-01-01T00:00:00Z' : null,
};
