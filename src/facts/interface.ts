/** The fact `interface`: the one that carries the host's own address. The VIP, which comes and goes, is no part of it. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

const TEXT = sh`
ip -o -4 address show | while read -r _ name _ address _; do
  if [ "$address" != "$1/32" ] && [ "\${address%%/*}" = "$1" ]; then printf '%s\n' "$name"; fi
done
`;

/** Null when no interface has the address: it lies behind a translation, or the file is wrong. */
export function interfaceOf(address: string): FactSource<string | null> {
  return {
    name: 'interface',
    text: TEXT,
    args: [address],
    parse: stdout => stdout.split('\n').find(line => line !== '') ?? null,
    simulate: ({ nature }) => (nature.address === address ? nature.interface : null),
  };
}
