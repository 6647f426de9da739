/** The verb `vip.clear`: takes the VIP away where somebody added it by hand; two holders split the clients. */
import { sh } from '../base/shell-text.ts';
import type { VipClear } from '../plan/verbs/vip-clear.ts';
import type { VerbKind } from './verb-kind.ts';

/** Keepalived marks what it adds, so that the holder of the moment is not taken for one by hand. */
const OBSERVE = sh`
byhand=no
while read -r _ _ _ address rest; do
  [ "\${address%%/*}" = "$1" ] || continue
  case $rest in *'proto keepalived'*) ;; *) byhand=yes ;; esac
done <<LIST
$(ip -o -4 address show)
LIST
echo "byHand=$byhand"
`;

const PERFORM = sh`
set -eu
ip -o -4 address show | while read -r _ name _ address rest; do
  [ "\${address%%/*}" = "$1" ] || continue
  case $rest in
    *'proto keepalived'*) ;;
    *) ip address delete "$address" dev "$name" ;;
  esac
done
`;

export const VIP_CLEAR: VerbKind<VipClear> = {
  do: 'vip.clear',
  inline: true,
  args: verb => [verb.vip],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    // A simulated machine has the VIP by its Keepalived alone.
    observe: () => ({ byHand: 'no' }),
    perform: function* () {},
  },
};
