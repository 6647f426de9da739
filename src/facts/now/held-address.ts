/** Whether a host holds an address now: volatile, never part of planning. */
import { sh } from '../../base/shell-text.ts';
import type { FactSource } from '../fact.ts';

const TEXT = sh`
ip -o -4 address show | while read -r _ name _ address _; do
  if [ "\${address%%/*}" = "$1" ]; then printf '%s\n' "$name"; fi
done
`;

/** The interface that carries it; null: none does. */
export function holdingInterface(address: string): FactSource<string | null> {
  return {
    name: 'held address',
    text: TEXT,
    args: [address],
    parse: stdout => stdout.split('\n').find(line => line !== '') ?? null,
    simulate: machine => (machine.holds(address) ? machine.nature.interface : null),
  };
}
