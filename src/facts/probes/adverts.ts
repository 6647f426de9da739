/** Probe: VRRP adverts that arrive at a host, heard before its firewall, from whoever speaks on the wire. */
import { sh } from '../../base/shell-text.ts';
import type { Part } from '../../hosts/batch.ts';
import { wordsOf } from '../words.ts';

export interface HeardAdvert {
  source: string;
  version: number;
  virtualRouterId: number;
  priority: number;
  /** The addresses that it announces. */
  addresses: readonly string[];
}

/** The packet socket has a filter for protocol 112, so that a busy wire costs nothing. */
const TEXT = sh`
exec perl -e '
use strict; use Socket;
alarm 40;
my ($own, $ms) = @ARGV;
socket(my $s, 17, SOCK_DGRAM, unpack("S", pack("n", 0x0800))) or die "socket: $!\n";
my $program = pack("SCCL", 0x30, 0, 0, 9) . pack("SCCL", 0x15, 0, 1, 112) . pack("SCCL", 6, 0, 0, 65535) . pack("SCCL", 6, 0, 0, 0);
setsockopt($s, 1, 26, pack("S x6 P", 4, $program)) or die "filter: $!\n";
socket(my $m, PF_INET, SOCK_DGRAM, 17) or die "socket: $!\n";
setsockopt($m, 0, 35, inet_aton("224.0.0.18") . inet_aton($own));
print "heard-for=$ms\n";
my %seen; my $left = $ms / 1000;
while ($left > 0) {
  my $r = ""; vec($r, fileno($s), 1) = 1;
  my $n; ($n, $left) = select($r, undef, undef, $left); last unless $n > 0;
  my $from = recv($s, my $b, 2000, 0); next if length($b) < 28 || ord(substr($b, 9, 1)) != 112;
  # Our own, on their way out (PACKET_OUTGOING).
  next if unpack("x10 C", $from) == 4;
  my $head = (ord($b) & 15) * 4; my $source = inet_ntoa(substr($b, 12, 4));
  my ($first, $id, $priority, $count) = unpack("C4", substr($b, $head, 4));
  next if ($first & 15) != 1;
  my @addresses = map { inet_ntoa(substr($b, $head + 8 + 4 * $_, 4)) } grep { length($b) >= $head + 12 + 4 * $_ } 0 .. $count - 1;
  my $line = join(" ", $source, $first >> 4, $id, $priority, @addresses);
  print "advert=$line\n" unless $seen{$line}++;
}
' "$1" "$2"
`;

/** Milliseconds of listening: three adverts of a router with the default of 1 s (RFC 9568, 5.2.7). */
export const LISTEN_MS = 3200;

/** Null when the host could not listen. Those sent to other hosts alone (unicast) are not heard. */
export function heardAdverts(own: string): Part<readonly HeardAdvert[] | null> {
  return {
    text: TEXT,
    args: [own, String(LISTEN_MS)],
    parse: stdout => {
      const words = wordsOf(stdout);
      if (!words.has('heard-for')) return null;
      return words.all('advert').map(line => {
        const [source = '', version, id, priority, ...addresses] = line.split(' ');
        return {
          source,
          version: Number(version),
          virtualRouterId: Number(id),
          priority: Number(priority),
          addresses,
        };
      });
    },
    simulate: () => [],
  };
}
