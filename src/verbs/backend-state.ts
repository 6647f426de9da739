/** The verb `backend.state`: HAProxy's Runtime API takes a server out of the balancing, or in again. */
import { sh } from '../base/shell-text.ts';
import type { BackendState } from '../plan/verbs/backend-state.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * Arguments: backend, drain or ready. srv_admin_state 0x08 is SRV_ADMF_FDRAIN, forced drain (HAProxy management guide,
 * 9.3, show servers state). A HAProxy that does not run, or has no such server, sends nobody there; one that runs and does
 * not answer may.
 */
const OBSERVE = sh`
if ! systemctl is-active --quiet haproxy.service; then printf 'state=%s\n' "$2"; exit 0; fi
found=$(perl -MIO::Socket::UNIX -e '
  alarm 2;
  my $s = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or exit;
  print $s "show servers state servers\n";
  my $state = "";
  while (<$s>) {
    my @w = split / /;
    $state = "none" if $state eq "";
    $state = $w[6] & 8 ? "drain" : "ready" if @w > 6 && $w[0] =~ /^\d+$/ && $w[3] eq $ARGV[0];
  }
  print $state' "$1" 2>/dev/null || true)
case $found in
  '') echo state=unknown ;;
  none) printf 'state=%s\n' "$2" ;;
  *) printf 'state=%s\n' "$found" ;;
esac
`;

/** Kept connections would stay with a server that is drained: they are ended, and come back to another one. */
const PERFORM = sh`
set -eu
perl -MIO::Socket::UNIX -e '
  alarm 5;
  sub ask { my $s = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or die "no answer from HAProxy\n"; print $s "$_[0]\n"; local $/; print <$s> }
  ask("set server servers/$ARGV[0] state $ARGV[1]");
  ask("shutdown sessions server servers/$ARGV[0]") if $ARGV[1] eq "drain"' "$1" "$2"
`;

export const BACKEND_STATE: VerbKind<BackendState> = {
  do: 'backend.state',
  inline: true,
  args: verb => [verb.backend, verb.state],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => ({ state: machine.drained.has(verb.backend) ? 'drain' : 'ready' }),
    perform: function* (machine, verb) {
      yield {
        what: `${verb.state} ${verb.backend}`,
        apply: () =>
          verb.state === 'drain' ? machine.drained.add(verb.backend) : machine.drained.delete(verb.backend),
      };
    },
  },
};
