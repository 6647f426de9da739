/** What a fresh Debian server is, as data: packages, files and masked units of a lab machine's root folder. */
import { type Digest, digestOf } from '../base/digest.ts';

export type Distribution = 'debian-13' | 'debian-12';

export const DISTRIBUTIONS: readonly Distribution[] = ['debian-13', 'debian-12'];

export interface RecipeFile {
  /** Absolute path in the machine. */
  path: string;
  text: string;
  mode: number;
}

export interface RootfsRecipe {
  format: 1;
  suite: string;
  packages: readonly string[];
  /** Units that never start here: systemd finds /dev/null in their place. */
  masked: readonly string[];
  files: readonly RecipeFile[];
  /** Units started at boot besides Debian's own. */
  enabled: readonly { unit: string; wantedBy: string }[];
  /** Paths taken away: keys and caches that must not be shared by all machines. */
  removed: readonly string[];
}

const SUITE: Readonly<Record<Distribution, string>> = { 'debian-13': 'trixie', 'debian-12': 'bookworm' };

const PACKAGES = [
  ...['systemd', 'systemd-sysv', 'dbus', 'openssh-server', 'sudo', 'iproute2', 'procps', 'kmod'],
  ...['iputils-ping', 'curl', 'ca-certificates', 'less'],
];

/** No daemon in a machine may touch what belongs to its host: the clock, consoles, binfmt, kernel modules. */
const NOT_THE_MACHINES = [
  ...[
    'systemd-timesyncd.service',
    'chrony.service',
    'ntp.service',
    'ntpsec.service',
    'systemd-time-wait-sync.service',
  ],
  ...['proc-sys-fs-binfmt_misc.automount', 'systemd-binfmt.service', 'systemd-modules-load.service'],
  ...['sys-kernel-debug.mount', 'sys-kernel-tracing.mount', 'sys-kernel-config.mount'],
  ...['systemd-pstore.service', 'kmod-static-nodes.service', 'fstrim.timer'],
];

/** Work at boot that has no meaning without hardware and that every one of many machines would repeat. */
const SLOW_AT_BOOT = [
  ...['systemd-firstboot.service', 'ldconfig.service', 'systemd-journal-catalog-update.service'],
  ...['systemd-update-done.service', 'systemd-hwdb-update.service', 'systemd-sysusers.service'],
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer'],
  ...['getty@tty1.service', 'console-getty.service', 'getty.target', 'sshd-keygen.service'],
];

/**
 * systemd-networkd waits for udev for ever while /sys is writable, and there is no udev here: /sys becomes
 * read-only first, with the control groups below it still writable. Containers need shared mount propagation.
 */
const BOOT_UNIT = `[Unit]
Description=Mounts as they are on a server
DefaultDependencies=no
Before=systemd-networkd.service sysinit.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'for c in /sys/fs/cgroup /sys/fs/cgroup/*; do mountpoint -q $c && mount -o remount,bind,rw $c; done; mount -o remount,bind,ro /sys; mount --make-rshared /'
[Install]
WantedBy=sysinit.target
`;

/** Kernel settings outside a network namespace belong to the host: Debian's own defaults for them stay unread. */
const HOST_SYSCTL_FILES = [
  '10-coredump-debian.conf',
  '50-pid-max.conf',
  '50-default.conf',
  '99-protect-links.conf',
];

const COMMON: Omit<RootfsRecipe, 'suite'> = {
  format: 1,
  packages: PACKAGES,
  masked: [...NOT_THE_MACHINES, ...SLOW_AT_BOOT],
  files: [
    { path: '/etc/systemd/system/machine-mounts.service', text: BOOT_UNIT, mode: 0o644 },
    // /dev/kmsg is the host's: reading it would copy the host's log into every machine's.
    {
      path: '/etc/systemd/journald.conf.d/10-kmsg.conf',
      text: '[Journal]\nReadKMsg=no\nStorage=persistent\nSystemMaxUse=64M\n',
      mode: 0o644,
    },
    {
      path: '/etc/ssh/sshd_config.d/10-key.conf',
      text: 'HostKey /etc/ssh/ssh_host_ed25519_key\n',
      mode: 0o644,
    },
    { path: '/etc/apt/sources.list', text: '', mode: 0o644 },
    ...HOST_SYSCTL_FILES.map(name => ({ path: `/etc/sysctl.d/${name}`, text: '', mode: 0o644 })),
  ],
  enabled: [
    { unit: 'machine-mounts.service', wantedBy: 'sysinit.target' },
    { unit: 'systemd-networkd.service', wantedBy: 'multi-user.target' },
  ],
  removed: [
    ...['/etc/ssh/ssh_host_ecdsa_key', '/etc/ssh/ssh_host_ed25519_key', '/etc/ssh/ssh_host_rsa_key'].flatMap(
      path => [path, `${path}.pub`],
    ),
    ...[
      '/etc/resolv.conf',
      '/etc/hostname',
      '/var/lib/apt/lists',
      '/var/cache/apt',
      '/var/log/bootstrap.log',
    ],
    ...['/usr/sbin/policy-rc.d', '/etc/apt/sources.list.d/debian.sources'],
  ],
};

export function recipeOf(distribution: Distribution): RootfsRecipe {
  return { ...COMMON, suite: SUITE[distribution] };
}

/** The root folder's name in the cache. */
export function recipeDigest(recipe: RootfsRecipe): Digest {
  return digestOf(recipe);
}
