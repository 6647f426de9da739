/** Probe: which machines of the same wire answer for an address (an ARP probe of RFC 5227, which disturbs nobody). */
import { sh } from '../../base/shell-text.ts';
import type { Part } from '../../hosts/batch.ts';
import { wordsOf } from '../words.ts';

export interface ClaimedAddress {
  address: string;
  /** Hardware address of the one that answered. */
  mac: string;
}

/** Arguments: the host's own address, its interface or `-`, then the addresses to ask for. */
const TEXT = sh`
own=$1 name=$2
shift 2
if [ "$name" = - ]; then
  name=$(ip -o -4 address show | awk -v own="$own" '{ split($4, a, "/"); if (a[1] == own) { print $2; exit } }')
fi
[ -n "$name" ] || exit 0
# Not from /sys, which shows another network namespace's devices in some containers.
line=$(ip -o link show dev "$name")
index=$(printf '%s\n' "$line" | cut -d: -f1)
mac=$(printf '%s\n' "$line" | sed -n 's|.*link/ether \([0-9a-f:]*\).*|\1|p')
[ -n "$mac" ] || exit 0
exec perl -e '
use strict; use Socket;
alarm 20;
my ($name, $index, $own, @wanted) = @ARGV;
my $mac = pack("H12", join("", split(/:/, $own)));
socket(my $s, 17, SOCK_DGRAM, unpack("S", pack("n", 0x0806))) or die "socket: $!\n";
my $way = pack("S n i S C C a8", 17, 0x0806, $index, 1, 0, 6, "\xff" x 6);
bind($s, pack("S n i S C C a8", 17, 0x0806, $index, 0, 0, 0, "")) or die "bind: $!\n";
print "asked=$name\n";
my %wanted = map { $_ => 1 } @wanted;
my %seen;
for my $round (1 .. 3) {
  send($s, pack("n n C C n a6 a4 a6 a4", 1, 0x0800, 6, 4, 1, $mac, "\0" x 4, "\0" x 6, inet_aton($_)), 0, $way) for @wanted;
  my $end = 3;
  while ($end-- > 0) {
    my $in = ""; vec($in, fileno($s), 1) = 1;
    my $left = 0.12;
    while (1) {
      my $r = $in; my $n; ($n, $left) = select($r, undef, undef, $left); last unless $n > 0;
      recv($s, my $b, 1500, 0); next if length($b) < 28;
      my ($op, $sender, $ip) = (unpack("n", substr($b, 6, 2)), unpack("H12", substr($b, 8, 6)), inet_ntoa(substr($b, 14, 4)));
      $sender = join(":", $sender =~ /../g);
      next if $op != 2 || !$wanted{$ip} || $sender eq $own || $seen{"$ip $sender"}++;
      print "answer=$ip $sender\n";
    }
  }
}
' "$name" "$index" "$mac" "$@"
`;

/** Null when the host could not ask. */
export function claimedAddresses(
  own: string,
  name: string | null,
  addresses: readonly string[],
): Part<readonly ClaimedAddress[] | null> {
  return {
    text: TEXT,
    args: [own, name ?? '-', ...addresses],
    parse: stdout => {
      const words = wordsOf(stdout);
      if (!words.has('asked')) return null;
      return words.all('answer').map(line => {
        const [address = '', mac = ''] = line.split(' ');
        return { address, mac };
      });
    },
    simulate: () => [],
  };
}
