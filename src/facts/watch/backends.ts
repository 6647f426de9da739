/** Watches which of its servers a balancer's HAProxy calls up. */
import { sh } from '../../base/shell-text.ts';
import type { Following } from '../../hosts/host.ts';

/**
 * Argument: the socket. Asks each 100 ms, a fifth of the shortest check that HAProxy is given, and prints what changed:
 * `TIME up NAME NAME …`, or `TIME silent` when HAProxy gave no answer within a second. Ends when nobody listens.
 */
const TEXT = sh`
exec perl -MIO::Socket::UNIX -MTime::HiRes=time -e '
  $| = 1;
  my $last = "";
  while (1) {
    my $said = eval {
      local $SIG{ALRM} = sub { die };
      alarm 1;
      my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die;
      print $s "show stat -1 4 -1\n";
      my @up;
      while (<$s>) { my @c = split /,/; push @up, $c[1] if @c > 17 && $c[0] eq "servers" && $c[17] =~ /^(UP|no check)/ }
      alarm 0;
      join " ", "up", sort @up;
    };
    alarm 0;
    $said = "silent" unless defined $said;
    printf "%d %s\n", time() * 1e9, $said if $said ne $last;
    $last = $said;
    my $in = "";
    vec($in, 0, 1) = 1;
    if (select($in, undef, undef, 0.1)) { exit if !sysread(STDIN, my $byte, 1) }
  }' "$1"
`;

export const WATCH_BACKENDS: Following = { text: TEXT, args: ['/run/haproxy/admin.sock'] };

/** `up`: null when HAProxy gave no answer. Null: no line of ours. */
export function upOf(line: string): { atMs: number; up: string[] | null } | null {
  const match = /^(\d+) (up|silent) ?(.*)$/.exec(line);
  if (match === null) return null;
  const names = match[3]!.split(' ').filter(name => name !== '');
  return { atMs: Number(match[1]) / 1e6, up: match[2] === 'up' ? names : null };
}
