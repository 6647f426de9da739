/** The fact `machine`: what a host has to work with: kernel, cgroups, processors, memory, swap, systemd. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';
import { wordsOf } from './words.ts';

export interface MachineFact {
  /** As `6.12.48+deb13-amd64`. */
  kernel: string;
  /** Which of the modules that Kubernetes needs are neither there nor to be loaded. */
  missingModules: readonly string[];
  cgroup: 'v2' | 'v1';
  cpus: number;
  memoryMiB: number;
  /** What /proc/swaps lists. */
  swap: readonly string[];
  /** 0 when systemd does not run the host. */
  systemd: number;
}

const TEXT = sh`
printf 'kernel=%s\ncpus=%s\n' "$(uname -r)" "$(nproc)"
awk '/^MemTotal:/ { print "memory=" int($2 / 1024) }' /proc/meminfo
awk 'NR > 1 { print "swap=" $1 }' /proc/swaps
if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then echo cgroup=v2; else echo cgroup=v1; fi
[ ! -d /run/systemd/system ] || printf 'systemd=%s\n' "$(systemctl --version | awk 'NR == 1 { print $2 }')"
# Looked up by hand: modprobe comes with a package that a minimal server lacks. A container has no such folder, and its
# host's kernel cannot be asked.
lacks() {
  [ -d "/sys/module/$1" ] && return 1
  [ -f "/lib/modules/$(uname -r)/modules.dep" ] || return 1
  ! grep -q "/$1\.ko" "/lib/modules/$(uname -r)/modules.dep" "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null
}
ip link show dev flannel.1 >/dev/null 2>&1 || ! lacks vxlan || echo missing=vxlan
grep -qw overlay /proc/filesystems || ! lacks overlay || echo missing=overlay
[ -d /proc/sys/net/bridge ] || ! lacks br_netfilter || echo missing=br_netfilter
[ -e /proc/sys/net/netfilter/nf_conntrack_max ] || ! lacks nf_conntrack || echo missing=nf_conntrack
`;

export const MACHINE: FactSource<MachineFact> = {
  name: 'machine',
  text: TEXT,
  args: [],
  parse: stdout => {
    const words = wordsOf(stdout);
    return {
      kernel: words.one('kernel'),
      missingModules: words.all('missing'),
      cgroup: words.one('cgroup') === 'v2' ? 'v2' : 'v1',
      cpus: Number(words.one('cpus')),
      memoryMiB: Number(words.one('memory')),
      swap: words.all('swap'),
      systemd: Number(words.one('systemd')),
    };
  },
  simulate: () => ({
    kernel: '6.12.0',
    missingModules: [],
    cgroup: 'v2',
    cpus: 4,
    memoryMiB: 8192,
    swap: [],
    systemd: 257,
  }),
};
