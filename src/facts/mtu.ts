/** The fact `mtu`: bytes that the interface with the node's address carries at once. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

const TEXT = sh`
ip -o -4 address show | while read -r _ name _ address _; do
  if [ "\${address%%/*}" = "$1" ]; then cat "/sys/class/net/$name/mtu"; fi
done
`;

/** What Ethernet carries without any setting (IEEE 802.3). */
const ETHERNET = 1500;

/** Null when no interface has the address. */
export function mtuOf(address: string): FactSource<number | null> {
  return {
    name: 'mtu',
    text: TEXT,
    args: [address],
    parse: stdout => {
      const line = stdout.split('\n').find(each => each !== '');
      return line === undefined ? null : Number(line);
    },
    simulate: ({ nature }) => (nature.address === address ? ETHERNET : null),
  };
}
