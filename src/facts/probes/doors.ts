/** Probe of the network between hosts: one opens doors for some seconds, others knock. */
import { sh } from '../../base/shell-text.ts';
import type { Reading } from '../../hosts/reading.ts';
import { wordsOf } from '../words.ts';

export interface DoorPort {
  protocol: 'tcp' | 'udp' | 'vrrp';
  address: string;
  /** 0 with VRRP, which is a protocol of its own. */
  port: number;
}

export interface OpenDoors {
  /** The process that holds them, to be ended; null: none was started. */
  pid: number | null;
  /** What happened at each, by `doorName`. */
  opened: ReadonlyMap<string, 'open' | 'taken' | 'failed'>;
}

/** `closed`: something said no. `silent`: nothing came back. `unreachable`: the network said no. */
export type Knocked = 'answered' | 'closed' | 'silent' | 'unreachable';

export function doorName({ protocol, address, port }: DoorPort): string {
  return `${protocol} ${address} ${port}`;
}

/** Seconds until the doors close by themselves, whatever became of us. */
const OPEN_S = '25';

/**
 * Arguments: seconds, then words of three: protocol, address, port. It answers when all doors are open; a process of
 * its own goes on, echoes what comes, and ends at its alarm.
 */
const OPEN = sh`
exec perl -e '
use strict; use Socket; use POSIX ();
$| = 1;
my ($seconds, @words) = @ARGV;
my (@tcp, @udp, @raw);
while (my ($protocol, $address, $port) = splice(@words, 0, 3)) {
  my $s; my $is = "failed";
  if ($protocol eq "tcp") {
    socket($s, PF_INET, SOCK_STREAM, 6) or next;
    setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
    if (bind($s, pack_sockaddr_in($port, inet_aton($address))) && listen($s, 128)) { push @tcp, $s; $is = "open"; }
    elsif ($! == POSIX::EADDRINUSE()) { $is = "taken"; }
  } elsif ($protocol eq "udp") {
    socket($s, PF_INET, SOCK_DGRAM, 17) or next;
    if (bind($s, pack_sockaddr_in($port, inet_aton($address)))) { push @udp, $s; $is = "open"; }
    elsif ($! == POSIX::EADDRINUSE()) { $is = "taken"; }
  } else {
    socket($s, PF_INET, SOCK_RAW, 112) or next;
    if (bind($s, pack_sockaddr_in(0, inet_aton($address)))) { push @raw, $s; $is = "open"; }
  }
  print "door=$is $protocol $address $port\n";
}
defined(my $pid = fork()) or die "fork: $!\n";
if ($pid) { print "pid=$pid\n"; exit 0; }
POSIX::setsid(); $SIG{HUP} = "IGNORE"; $SIG{PIPE} = "IGNORE"; $0 = "barque-check-doors";
open(STDIN, "<", "/dev/null"); open(STDOUT, ">", "/dev/null"); open(STDERR, ">", "/dev/null");
alarm $seconds;
while (1) {
  my $r = ""; vec($r, fileno($_), 1) = 1 for @tcp, @udp, @raw;
  select($r, undef, undef, undef);
  for my $s (@tcp) { next unless vec($r, fileno($s), 1); accept(my $c, $s); close($c) if $c; }
  for my $s (@udp) { next unless vec($r, fileno($s), 1); my $from = recv($s, my $b, 2000, 0); send($s, $b, 0, $from) if $b =~ /barque-check/; }
  for my $s (@raw) {
    next unless vec($r, fileno($s), 1); my $from = recv($s, my $b, 2000, 0);
    my $body = substr($b, (ord($b) & 15) * 4);
    next unless $body =~ s/barque-check-ask/barque-check-yes/;
    send($s, $body, 0, $from);
  }
}
' "$@"
`;

/** Argument: a pid. Nothing else is ended, whatever has that pid by now. */
const CLOSE = sh`
case $(tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null) in barque-check-doors*) kill "$1" ;; esac
exit 0
`;

/** Arguments: milliseconds of patience. Input: lines of protocol, address, port. Each is knocked at three times. */
const KNOCK = sh`
exec perl -e '
use strict; use Socket; use POSIX (); use Fcntl;
alarm 25;
my $patience = $ARGV[0] / 1000;
my @doors = map { chomp; { name => $_, words => [split / /] } } <STDIN>;
my $tag = "barque-check-ask $$ " . time;
sub knock {
  my ($d) = @_; my ($protocol, $address, $port) = @{ $d->{words} };
  my $s;
  if ($protocol eq "tcp") {
    socket($s, PF_INET, SOCK_STREAM, 6) or return;
    fcntl($s, F_SETFL, O_NONBLOCK);
    connect($s, pack_sockaddr_in($port, inet_aton($address))) || $! == POSIX::EINPROGRESS() || do { $d->{is} = "unreachable"; return; };
  } elsif ($protocol eq "udp") {
    socket($s, PF_INET, SOCK_DGRAM, 17) or return;
    connect($s, pack_sockaddr_in($port, inet_aton($address)));
    send($s, $tag, 0);
  } else {
    socket($s, PF_INET, SOCK_RAW, 112) or return;
    setsockopt($s, 0, 2, 255);
    connect($s, pack_sockaddr_in(0, inet_aton($address)));
    # Answers are taken before the own firewall, which is another check to fail.
    unless ($d->{socket}) {
      socket(my $p, 17, SOCK_DGRAM, unpack("S", pack("n", 0x0800))) or return;
      my $program = pack("SCCL", 0x30, 0, 0, 9) . pack("SCCL", 0x15, 0, 1, 112) . pack("SCCL", 6, 0, 0, 65535) . pack("SCCL", 6, 0, 0, 0);
      setsockopt($p, 1, 26, pack("S x6 P", 4, $program));
      $d->{socket} = $p;
    }
    send($s, "BARQ$tag", 0);
    return;
  }
  $d->{socket} = $s;
}
for my $round (1 .. 3) {
  my @open = grep { !$_->{is} } @doors; last unless @open;
  knock($_) for @open;
  my $left = $patience / 3;
  while ($left > 0 && (@open = grep { !$_->{is} && $_->{socket} } @open)) {
    my ($r, $w) = ("", "");
    for (@open) { if ($_->{words}[0] eq "tcp") { vec($w, fileno($_->{socket}), 1) = 1 } else { vec($r, fileno($_->{socket}), 1) = 1 } }
    my $n; ($n, $left) = select($r, $w, undef, $left); last unless $n > 0;
    for my $d (@open) {
      my ($s, $protocol) = ($d->{socket}, $d->{words}[0]);
      if ($protocol eq "tcp") {
        next unless vec($w, fileno($s), 1);
        my $error = unpack("i", getsockopt($s, SOL_SOCKET, SO_ERROR));
        $d->{is} = $error == 0 ? "answered" : $error == POSIX::ECONNREFUSED() ? "closed" : "unreachable";
      } else {
        next unless vec($r, fileno($s), 1);
        my $b = ""; my $from = recv($s, $b, 2000, 0);
        if (!defined $from) { $d->{is} = $! == POSIX::ECONNREFUSED() ? "closed" : "unreachable"; next; }
        next if $protocol eq "vrrp" && ($b !~ /barque-check-yes $$ / || inet_ntoa(substr($b, 12, 4)) ne $d->{words}[1]);
        $d->{is} = "answered";
      }
    }
  }
}
print "knocked=", ($_->{is} || "silent"), " ", $_->{name}, "\n" for @doors;
' "$1"
`;

/** Milliseconds for an answer, of three tries together: each has 600 ms, more than any network of one site takes. */
const PATIENCE_MS = 1800;

export function openDoors(doors: readonly DoorPort[]): Reading<OpenDoors> {
  return {
    name: 'doors',
    text: OPEN,
    args: [OPEN_S, ...doors.flatMap(({ protocol, address, port }) => [protocol, address, String(port)])],
    parse: stdout => {
      const words = wordsOf(stdout);
      return {
        pid: words.has('pid') ? Number(words.one('pid')) : null,
        opened: new Map(
          words.all('door').map(line => {
            const at = line.indexOf(' ');
            return [line.slice(at + 1), line.slice(0, at) as 'open' | 'taken' | 'failed'];
          }),
        ),
      };
    },
    simulate: () => ({ pid: null, opened: new Map(doors.map(door => [doorName(door), 'open'])) }),
  };
}

export function closeDoors(pid: number): Reading<null> {
  return { name: 'doors', text: CLOSE, args: [String(pid)], parse: () => null, simulate: () => null };
}

/** What came of each, by `doorName`. */
export function knockAt(doors: readonly DoorPort[]): Reading<ReadonlyMap<string, Knocked>> {
  return {
    name: 'doors of others',
    text: KNOCK,
    args: [String(PATIENCE_MS)],
    input: doors.map(door => `${doorName(door)}\n`).join(''),
    parse: stdout =>
      new Map(
        wordsOf(stdout)
          .all('knocked')
          .map(line => {
            const at = line.indexOf(' ');
            return [line.slice(at + 1), line.slice(0, at) as Knocked];
          }),
      ),
    simulate: () => new Map(doors.map(door => [doorName(door), 'answered'])),
  };
}
