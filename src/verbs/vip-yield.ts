/** The verb `vip.yield`: says to Keepalived by HAProxy's tracked file that this balancer stands aside, or is back. */
import { sh } from '../base/shell-text.ts';
import type { VipYield } from '../plan/verbs/vip-yield.ts';
import type { VerbKind } from './verb-kind.ts';

/** HAProxy's own hooks write the file too: a restart, and a boot, end the yielding. */
const OBSERVE = sh`
if [ "$(cat /run/barque/haproxy.track 2>/dev/null)" = 0 ]; then echo yields=no; else echo yields=yes; fi
`;

/**
 * Argument: yes or no. Sessions are ended first, while the VIP is still here: a client whose FIN cannot leave any more
 * would notice only by its own pings. perl-base is essential in Debian; socat is not.
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
`;

const TRACK = '/run/barque/haproxy.track';

export const VIP_YIELD: VerbKind<VipYield> = {
  do: 'vip.yield',
  inline: true,
  args: verb => [verb.yields ? 'yes' : 'no'],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: machine => ({ yields: machine.files.get(TRACK)?.content === '1\n' ? 'yes' : 'no' }),
    perform: function* (machine, verb) {
      yield {
        what: verb.yields ? 'stand aside' : 'be back',
        apply: () =>
          machine.files.set(TRACK, {
            content: verb.yields ? '1\n' : '0\n',
            mode: '0644',
            owner: 'root:root',
          }),
      };
    },
  },
};
