/** The verb `fault.inject`: a program or a link fails on purpose, and is mended by a timer of the host. */
import { sh } from '../base/shell-text.ts';
import type { FaultInject } from '../plan/verbs/fault-inject.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
if [ -s "/run/barque/drills/$1" ]; then echo struck=yes; else echo struck=no; fi
`;

/**
 * Arguments: nonce, act, program, seconds. The timer is armed before anything fails: the operator may die, or lose the
 * way to this host. What happened when is kept in the host's own nanoseconds. What a link suffers comes three seconds later
 * by a timer, too, so that the answer to this step still gets out; a rule stands before the host's own firewall (priority
 * -400: before conntrack, nft(8)), and a link whose queue somebody has chosen is not touched, since it would be lost.
 */
const PERFORM = sh`
set -eu
nonce=$1 act=$2 program=$3 seconds=$4
mkdir -p /run/barque/drills
hit() {
  case "$program" in
    *.service) systemctl kill --kill-whom=all --signal="$1" "$program" ;;
    *) pkill "-$1" -x "$program" ;;
  esac
}
case "$act" in
  isolate | lose-in | lose-vrrp | slow-link)
    dev=$(ip -o address show to "$program" | awk 'NR == 1 { print $2 }')
    [ -n "$dev" ] || { echo "no link has $program" >&2; exit 1; }
    rules=/run/barque/drills/$nonce.nft
    case "$act" in
      isolate)
        cat >"$rules" <<'RULES'
table inet barque_drill {
  chain incoming { type filter hook prerouting priority -400; iifname $dev drop; }
  chain outgoing { type filter hook output priority -400; oifname $dev drop; }
  chain passing { type filter hook forward priority -400; oifname $dev drop; }
}
table arp barque_drill {
  chain incoming { type filter hook input priority 0; iifname $dev drop; }
  chain outgoing { type filter hook output priority 0; oifname $dev drop; }
}
RULES
        ;;
      lose-in)
        cat >"$rules" <<'RULES'
table inet barque_drill {
  chain incoming { type filter hook prerouting priority -400; iifname $dev drop; }
}
table arp barque_drill {
  chain incoming { type filter hook input priority 0; iifname $dev drop; }
}
RULES
        ;;
      lose-vrrp)
        cat >"$rules" <<'RULES'
table inet barque_drill {
  chain incoming { type filter hook prerouting priority -400; iifname $dev meta l4proto 112 drop; }
  chain outgoing { type filter hook output priority -400; oifname $dev meta l4proto 112 drop; }
}
table arp barque_drill {
}
RULES
        ;;
    esac
    if [ "$act" = slow-link ]; then
      tc qdisc show dev "$dev" root | grep -q '^qdisc [a-z_]* 0: root' || { echo "somebody chose the queue of $dev" >&2; exit 1; }
      systemd-run --quiet --collect --on-active=$((seconds + 3)) --timer-property=AccuracySec=100ms --unit="barque-drill-$nonce" \
        tc qdisc del dev "$dev" root
      systemd-run --quiet --collect --on-active=3 --timer-property=AccuracySec=10ms --unit="barque-drill-$nonce-hit" \
        tc qdisc replace dev "$dev" root tbf rate 1mbit burst 32kbit latency 400ms
    else
      printf 'delete table inet barque_drill\ndelete table arp barque_drill\n' >"$rules.heal"
      # Refused here what would be refused when nobody sees it any more.
      nft --check -D dev="$dev" -f "$rules"
      systemd-run --quiet --collect --on-active=$((seconds + 3)) --timer-property=AccuracySec=100ms --unit="barque-drill-$nonce" \
        nft -f "$rules.heal"
      systemd-run --quiet --collect --on-active=3 --timer-property=AccuracySec=10ms --unit="barque-drill-$nonce-hit" \
        nft -D dev="$dev" -f "$rules"
    fi
    echo $(($(date +%s%N) + 3000000000)) >"/run/barque/drills/$nonce"
    exit 0 ;;
  freeze)
    case "$program" in
      *.service) heal="systemctl kill --kill-whom=all --signal=CONT $program" ;;
      *) heal="pkill -CONT -x $program" ;;
    esac
    systemd-run --quiet --collect --on-active="$seconds" --timer-property=AccuracySec=100ms --unit="barque-drill-$nonce" /bin/sh -c "$heal" ;;
  stop)
    systemd-run --quiet --collect --on-active="$seconds" --timer-property=AccuracySec=100ms --unit="barque-drill-$nonce" systemctl start "$program" ;;
esac
at=$(date +%s%N)
case "$act" in
  kill) hit KILL ;;
  freeze) hit STOP ;;
  *) systemctl "$act" "$program" ;;
esac
printf '%s\n' "$at" >"/run/barque/drills/$nonce"
`;

export const FAULT_INJECT: VerbKind<FaultInject> = {
  do: 'fault.inject',
  inline: true,
  args: verb => [verb.nonce, verb.act, verb.program, String(verb.healsAfterS)],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => ({
      struck: machine.files.has(`/run/barque/drills/${verb.nonce}`) ? 'yes' : 'no',
    }),
    perform: function* (machine, verb) {
      yield {
        what: `${verb.act} ${verb.program}`,
        apply: () =>
          machine.files.set(`/run/barque/drills/${verb.nonce}`, {
            content: '0\n',
            mode: '0600',
            owner: 'root:root',
          }),
      };
    },
  },
};
