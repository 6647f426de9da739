/** Probe: how late a host wakes a program that slept, which is how late its adverts would be. */
import { sh } from '../../base/shell-text.ts';
import type { Part } from '../../hosts/batch.ts';
import { wordsOf } from '../words.ts';

export interface Stalls {
  /** Milliseconds beyond what was asked for: the longest of all. */
  longestMs: number;
  p99Ms: number;
  sleeps: number;
}

const TEXT = sh`
exec perl -e '
use strict; use POSIX ();
my $now = (POSIX::uname())[4] eq "aarch64" ? 113 : 228;
sub now { my $t = pack("qq", 0, 0); syscall($now, 1, $t); my ($s, $n) = unpack("qq", $t); return $s * 1000 + $n / 1e6; }
alarm 20;
my ($end, @late) = (now() + $ARGV[0]);
while (now() < $end) {
  my $from = now();
  select(undef, undef, undef, 0.005);
  push @late, now() - $from - 5;
}
@late = sort { $a <=> $b } @late;
printf "longest=%.2f\np99=%.2f\nsleeps=%d\n", $late[-1], $late[int(@late * 0.99)], scalar(@late);
' "$1"
`;

/** Milliseconds of looking: some hundred sleeps; a stall that comes once in ten seconds is missed. */
const LOOK_MS = 2000;

/** Null when it could not be measured. */
export const STALLS: Part<Stalls | null> = {
  text: TEXT,
  args: [String(LOOK_MS)],
  parse: stdout => {
    const words = wordsOf(stdout);
    if (!words.has('longest')) return null;
    return {
      longestMs: Number(words.one('longest')),
      p99Ms: Number(words.one('p99')),
      sleeps: Number(words.one('sleeps')),
    };
  },
  simulate: () => ({ longestMs: 1, p99Ms: 0.5, sleeps: 380 }),
};
