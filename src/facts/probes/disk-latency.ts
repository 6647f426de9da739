/** Probe: how long the disk under etcd takes to make a write last, as etcd's log does it. */
import { sh } from '../../base/shell-text.ts';
import type { Part } from '../../hosts/batch.ts';
import { wordsOf } from '../words.ts';

export interface DiskLatency {
  /** Milliseconds; the slowest of a hundred is what etcd waits for at each heartbeat. */
  p50Ms: number;
  p99Ms: number;
  writes: number;
  /** Where it was written: etcd's folder, or the nearest above it. */
  folder: string;
}

/**
 * Blocks of 2300 bytes with fdatasync, as etcd's documentation has it for fio; into a file without a name, so that
 * nothing stays. It lies there in full before, so that no write grows it. perl-base is essential on Debian and Ubuntu.
 */
const TEXT = sh`
there=/var/lib/etcd
while [ ! -d "$there" ]; do there=$(dirname "$there"); done
exec perl -e '
use strict; use POSIX (); use Fcntl;
my $arch = (POSIX::uname())[4];
my ($now, $sync) = $arch eq "aarch64" ? (113, 83) : (228, 75);
sub now { my $t = pack("qq", 0, 0); syscall($now, 1, $t); my ($s, $n) = unpack("qq", $t); return $s * 1000 + $n / 1e6; }
alarm 20;
my ($there, $wanted) = @ARGV;
my $path = "$there/.barque-check.$$";
sysopen(my $file, $path, O_RDWR | O_CREAT | O_EXCL, 0600) or die "$path: $!\n";
unlink $path;
my $block = "x" x 2300;
syswrite($file, $block) or die "$!\n" for 1 .. $wanted;
syscall($sync, fileno($file)) == 0 or die "fdatasync: $!\n";
sysseek($file, 0, 0);
my ($end, @took) = (now() + 5000);
while (@took < $wanted && now() < $end) {
  my $from = now();
  syswrite($file, $block) or die "$!\n";
  syscall($sync, fileno($file));
  push @took, now() - $from;
}
@took = sort { $a <=> $b } @took;
printf "p50=%.3f\np99=%.3f\nwrites=%d\nfolder=%s\n", $took[int(@took * 0.5)], $took[int(@took * 0.99)], scalar(@took), $there;
' "$there" "$1"
`;

/** Writes that are timed: enough for a 99th percentile; 2 s at 10 ms each. */
const WRITES = 200;

/** Null when it could not be measured. */
export const DISK_LATENCY: Part<DiskLatency | null> = {
  text: TEXT,
  args: [String(WRITES)],
  parse: stdout => {
    const words = wordsOf(stdout);
    if (!words.has('p99')) return null;
    return {
      p50Ms: Number(words.one('p50')),
      p99Ms: Number(words.one('p99')),
      writes: Number(words.one('writes')),
      folder: words.one('folder'),
    };
  },
  simulate: () => ({ p50Ms: 1, p99Ms: 2, writes: WRITES, folder: '/var/lib/etcd' }),
};
