/** The verb `fault.inject`: a program is killed, stopped or frozen on purpose, and mended by a timer of the host. */
import { sh } from '../base/shell-text.ts';
import type { FaultInject } from '../plan/verbs/fault-inject.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
if [ -s "/run/barque/drills/$1" ]; then echo struck=yes; else echo struck=no; fi
`;

/**
 * Arguments: nonce, act, program, seconds. The timer is armed before anything fails: the operator may die, or lose the
 * way to this host. What happened when is kept in the host's own nanoseconds.
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
