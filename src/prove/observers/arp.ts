/** Asks on the wire who has the VIP, and keeps every answer: two kernels that answer are two holders, whatever they say. */
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { ArpAnswer } from '../proof.ts';

/** A question each so many milliseconds. */
export const ARP_EVERY_MS = 50;

/**
 * Arguments: address, milliseconds between two questions. A broadcast each time, from the interface that leads there; one
 * line for each question (`-`) and each answer: nanoseconds since the epoch, number of the question, link address. It asks
 * as duplicate address detection does (RFC 5227: no sender address), and by a link address of its own: answers to ours
 * would teach this machine's kernel where the VIP is, faster than the balancers tell it, and the traffic beside would
 * measure that. Node cannot open such a socket; perl-base is essential in Debian. SIOCGIFINDEX 0x8933, SIOCGIFHWADDR 0x8927
 * (linux/sockios.h); PF_PACKET 17, SOCK_RAW 3, ETH_P_ARP 0x0806, SOL_PACKET 263, PACKET_ADD_MEMBERSHIP 1, PACKET_MR_PROMISC 1
 * (packet(7), linux/if_packet.h). It ends with 2 where it cannot ask, and says why.
 */
const PROGRAM = `
use Socket; use Time::HiRes qw(time);
$| = 1;
my ($vip, $every) = @ARGV;
sub cannot { print STDERR "$_[0]\\n"; exit 2 }
my $way = \`ip -o route get $vip\`;
my ($if) = $way =~ / dev (\\S+)/ or cannot("no way to $vip");
cannot("$vip is behind a router, or here") if $way =~ / via |^local /;
my $vip_n = inet_aton($vip);
socket(my $s, 17, 3, unpack("n", pack("S", 0x0806))) or cannot("packet socket: $!");
my $req = pack("a16 x24", $if);
ioctl($s, 0x8933, $req) or die "interface: $!\\n"; my $index = unpack("x16 i", $req);
$req = pack("a16 x24", $if);
ioctl($s, 0x8927, $req) or die "link address: $!\\n"; my $mac = substr($req, 18, 6);
substr($mac, 0, 1) = chr(ord(substr($mac, 0, 1)) & 0xfe | 2); substr($mac, 5, 1) = chr(ord(substr($mac, 5, 1)) ^ 0xff);
setsockopt($s, 263, 1, pack("i S S a8", $index, 1, 0, "")) or die "promiscuous: $!\n";
my $to = pack("S n i S C C a8", 17, 0x0806, $index, 1, 0, 6, "\\xff" x 6);
my $packet = ("\\xff" x 6) . $mac . pack("n n n C C n", 0x0806, 1, 0x0800, 6, 4, 1) . $mac . ("\\0" x 4) . ("\\0" x 6) . $vip_n;
my ($next, $nth) = (time(), 0);
while (1) {
  my $now = time();
  if ($now >= $next) { $nth++; send($s, $packet, 0, $to); printf "%d %d -\\n", $now * 1e9, $nth; $next += $every / 1000; $next = $now + $every / 1000 if $next < $now - 1; next }
  my $in = ""; vec($in, fileno($s), 1) = 1; vec($in, fileno(STDIN), 1) = 1;
  next unless select(my $out = $in, undef, undef, $next - $now);
  if (vec($out, fileno(STDIN), 1)) { exit unless sysread(STDIN, my $b, 1) }
  next unless vec($out, fileno($s), 1) && recv($s, my $got, 128, 0);
  next unless length($got) >= 42 && unpack("n", substr($got, 20, 2)) == 2 && substr($got, 28, 4) eq $vip_n && substr($got, 0, 6) eq $mac;
  printf "%d %d %s\\n", time() * 1e9, $nth, join ":", unpack("(H2)6", substr($got, 22, 6));
}
`;

export interface ArpWatch {
  /** Null: nobody can ask from here; the VIP is not on our link, or we are not root. */
  answers: ArpAnswer[] | null;
  /** Why what was asked is not to be relied on; null: it is. */
  broken: string | null;
}

/** Asks until the signal comes. */
export async function watchArp(vip: string, netns: string | null, signal: AbortSignal): Promise<ArpWatch> {
  const program = ['perl', '-e', PROGRAM, vip, String(ARP_EVERY_MS)];
  const [command, ...args] = netns === null ? program : ['ip', 'netns', 'exec', netns, ...program];
  const child = execa(command!, args, {
    stdin: 'pipe',
    buffer: { stdout: false },
    reject: false,
    detached: true,
  });
  const questions = new Map<number, { atMs: number; by: Set<string> }>();
  createInterface({ input: child.stdout }).on('line', line => hearAnswer(line, questions));
  const stop = () => child.stdin.end();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const { exitCode, stderr } = await child;
  signal.removeEventListener('abort', stop);
  const answers = [...questions.values()].map(({ atMs, by }) => ({ atMs, by: [...by].sort() }));
  return arpWatchOf(answers, exitCode, String(stderr ?? ''));
}

/** `exitCode`: undefined where the program could not be started, or was killed. */
export function arpWatchOf(answers: ArpAnswer[], exitCode: number | undefined, words: string): ArpWatch {
  if (exitCode === CANNOT || (exitCode === undefined && answers.length === 0))
    return { answers: null, broken: null };
  if (exitCode !== 0) return { answers, broken: words.trim() || 'what asks on the wire was ended' };
  if (answers.some(({ by }) => by.length > 0)) return { answers, broken: null };
  return { answers, broken: `nobody answered any of ${answers.length} questions on the wire` };
}

/** Exit status of the program where it cannot ask. */
const CANNOT = 2;

function hearAnswer(line: string, questions: Map<number, { atMs: number; by: Set<string> }>): void {
  const [at, nth, by] = line.split(' ');
  if (at === undefined || nth === undefined || by === undefined) return;
  const question = questions.get(Number(nth)) ?? { atMs: Number(at) / 1e6, by: new Set<string>() };
  if (by !== '-') question.by.add(by);
  questions.set(Number(nth), question);
}
