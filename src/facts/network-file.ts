/** The fact `networkFile`: by which file systemd-networkd looks after the interface with the host's address. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

/** networkd's own state of each link (systemd: sd-network). */
const TEXT = sh`
ip -o -4 address show | while read -r _ name _ address _; do
  if [ "$address" != "$1/32" ] && [ "\${address%%/*}" = "$1" ]; then
    sed -n 's/^NETWORK_FILE=//p' "/run/systemd/netif/links/$(cat "/sys/class/net/$name/ifindex")" 2>/dev/null
  fi
done
exit 0
`;

/** Its base name, as `10-eth0.network`; null when networkd does not look after it. */
export function networkFileOf(address: string): FactSource<string | null> {
  return {
    name: 'networkFile',
    text: TEXT,
    args: [address],
    parse: stdout => {
      const path = stdout.split('\n').find(line => line !== '');
      return path?.split('/').at(-1) ?? null;
    },
    simulate: () => null,
  };
}
