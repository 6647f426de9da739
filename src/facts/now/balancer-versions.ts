/** Which HAProxy and Keepalived a host has, on which kernel: what a measured failover depends on beside its settings. */
import { sh } from '../../base/shell-text.ts';
import type { Reading } from '../../hosts/reading.ts';
import { wordsOf } from '../words.ts';

export interface BalancerVersions {
  /** `3.0.11-1+deb13u1`; null: there is none. */
  haproxy: string | null;
  /** `v2.3.3`; null: there is none. */
  keepalived: string | null;
  /** `6.12.0-deb13-amd64` */
  kernel: string;
}

/** Keepalived speaks to its standard error. */
const TEXT = sh`
PATH=$PATH:/usr/sbin
printf 'kernel=%s\n' "$(uname -r)"
if command -v haproxy >/dev/null; then printf 'haproxy=%s\n' "$(haproxy -v | awk 'NR == 1 { print $3 }')"; fi
if command -v keepalived >/dev/null; then
  printf 'keepalived=%s\n' "$(keepalived --version 2>&1 | awk 'NR == 1 { print $2 }')"
fi
`;

export const BALANCER_VERSIONS: Reading<BalancerVersions> = {
  name: 'versions of the balancer',
  text: TEXT,
  args: [],
  parse: stdout => {
    const words = wordsOf(stdout);
    return {
      haproxy: words.one('haproxy') || null,
      keepalived: words.one('keepalived') || null,
      kernel: words.one('kernel'),
    };
  },
  simulate: machine => ({
    haproxy: machine.packages.get('haproxy') ?? null,
    keepalived: machine.packages.get('keepalived') ?? null,
    kernel: '',
  }),
};
