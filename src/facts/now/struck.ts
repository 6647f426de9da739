/** When a drill's fault came, by the host's own clock. */
import { sh } from '../../base/shell-text.ts';
import type { Reading } from '../../hosts/reading.ts';

/** Argument: the injection's nonce. */
const TEXT = sh`
cat "/run/barque/drills/$1" 2>/dev/null || true
`;

/** Milliseconds since the epoch; null: it never came. */
export function struckAt(nonce: string): Reading<number | null> {
  return {
    name: 'the fault’s time',
    text: TEXT,
    args: [nonce],
    parse: stdout => (/^\d+\n$/.test(stdout) ? Number(stdout.trim()) / 1e6 : null),
    simulate: machine => (machine.files.has(`/run/barque/drills/${nonce}`) ? 0 : null),
  };
}
