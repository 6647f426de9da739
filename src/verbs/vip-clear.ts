/** The verb `vip.clear`: takes the VIP away where somebody added it by hand; two holders split the clients. */
import { sh, withShell } from '../base/shell-text.ts';
import type { VipClear } from '../plan/verbs/vip-clear.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * `by_hand VIP`: lines `ADDRESS INTERFACE`. Keepalived marks what it adds (proto keepalived), so that the holder of the
 * moment is not taken for one by hand; a kernel before 5.18 keeps no such mark, and then nobody can tell.
 */
const BY_HAND = sh`
by_hand() {
  case $(uname -r) in [1-4].* | 5.[0-9].* | 5.1[0-7].*) return 0 ;; esac
  ip -o -4 address show | while read -r _ name _ address rest; do
    [ "\${address%%/*}" = "$1" ] || continue
    case $rest in *' proto '*) ;; *) echo "$address $name" ;; esac
  done
}
`;

const OBSERVE = sh`
if [ -n "$(by_hand "$1")" ]; then echo byHand=yes; else echo byHand=no; fi
`;

const PERFORM = sh`
set -eu
by_hand "$1" | while read -r address name; do
  ip address delete "$address" dev "$name"
done
`;

export const VIP_CLEAR: VerbKind<VipClear> = {
  do: 'vip.clear',
  inline: true,
  args: verb => [verb.vip],
  observe: withShell(BY_HAND, OBSERVE),
  perform: withShell(BY_HAND, PERFORM),
  input: () => '',
  simulate: {
    // A simulated machine has the VIP by its Keepalived alone.
    observe: () => ({ byHand: 'no' }),
    perform: function* () {},
  },
};
