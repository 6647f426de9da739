/** The verb `vip.yield`: says to Keepalived by HAProxy's tracked file that this balancer stands aside, or is back. */
import { sh } from '../base/shell-text.ts';
import type { SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { VipYield } from '../plan/verbs/vip-yield.ts';
import type { VerbKind } from './verb-kind.ts';

/** HAProxy's own hooks write the file too: a restart, and a boot, end the yielding. */
const OBSERVE = sh`
if [ "$(cat /run/barque/haproxy.track 2>/dev/null)" = 0 ]; then echo yields=no; else echo yields=yes; fi
`;

/**
 * Arguments: yes or no, VIP, port. Who stands aside makes sure that another one has taken it, or takes it back: an
 * address that nobody has is worse than what was to be avoided. Three seconds are twice the slowest take-over that
 * timers of a budget of a second allow. Sessions are ended first, while the VIP is still here: a client whose FIN cannot
 * leave any more would notice only by its own pings. perl-base is essential in Debian; socat is not.
 */
const PERFORM = sh`
set -eu
if [ "$1" = no ]; then
  systemctl is-active --quiet haproxy.service || { echo "HAProxy does not run here"; exit 1; }
  echo 0 >/run/barque/haproxy.track
  exit 0
fi
perl -MIO::Socket::UNIX -e '
  alarm 2;
  sub ask { my $s = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or exit; print $s "$_[0]\n"; local $/; <$s> }
  for (split /\n/, ask("show servers state")) {
    my @words = split / /;
    ask("shutdown sessions server $words[1]/$words[3]") if @words > 4 && $words[0] =~ /^\d+$/;
  }' || true
echo 1 >/run/barque/haproxy.track
tries=0
until ! ip -o address show | grep -qF " $2/32 " && timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$2" "$3" 2>/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -ge 30 ]; then
    if systemctl is-active --quiet haproxy.service; then echo 0 >/run/barque/haproxy.track; fi
    echo "no other balancer took $2 within 3 s; it stays here"
    exit 1
  fi
  sleep 0.1
done
`;

const TRACK = '/run/barque/haproxy.track';

export const VIP_YIELD: VerbKind<VipYield> = {
  do: 'vip.yield',
  inline: true,
  args: verb => [verb.yields ? 'yes' : 'no', verb.vip, String(verb.port)],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: machine => {
      const isAside = machine.files.get(TRACK)?.content === asideSince(machine);
      return { yields: isAside ? 'yes' : 'no' };
    },
    perform: function* (machine, verb) {
      const content = verb.yields ? asideSince(machine) : '0\n';
      yield {
        what: verb.yields ? 'stand aside' : 'be back',
        apply: () => machine.files.set(TRACK, { content, mode: '0644', owner: 'root:root' }),
      };
    },
  },
};

/** Each start of HAProxy writes the file anew, which the simulation tells by their number. */
function asideSince({ units }: SimulatedMachine): string {
  return `1, start ${units.get('haproxy.service')?.starts ?? 0}\n`;
}
