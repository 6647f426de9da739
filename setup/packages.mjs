// The Debian packages that Barque's own work on this machine needs, and what each is for: a new one is one line here.
//
// None of them starts a daemon when it is installed (looked up in their maintainer scripts, Debian 12 and 13):
// systemd-container starts only machines.target, which is empty (machined comes when D-Bus asks for it, and the lab
// does not ask); nftables.service stays disabled; the others bring no unit that is enabled. So no policy-rc.d is put
// in place: the host's own stays as it is.

/** For the lab: machines on this host. */
export const LAB_PACKAGES = [
  { name: 'systemd-container', for: 'systemd-nspawn, which boots the machines' },
  { name: 'debootstrap', for: 'the root folder of the machines' },
  { name: 'iproute2', for: 'network namespaces, bridges, links, slow links' },
  { name: 'nftables', for: 'one-way loss, partitions and dropped adverts' },
  { name: 'openssh-client', for: 'the way into the machines' },
  { name: 'socat', for: 'the step from this host into a lab’s network' },
  { name: 'bash', for: 'the launcher of a machine' },
  { name: 'mount', for: 'disks and overlays' },
  { name: 'e2fsprogs', for: 'disks of a limited size' },
  { name: 'util-linux', for: 'flock, nsenter and setpriv' },
  { name: 'ca-certificates', for: 'downloads of Go modules' },
  { name: 'curl', for: 'a first request through the VIP, in the tests' },
  { name: 'openssl', for: 'certificates of the servers behind the balancers, in tests and demonstration' },
];

/** For the check tier; without one of them the rule that needs it is skipped and says so. */
export const CHECK_PACKAGES = [
  { name: 'shellcheck', for: 'the rule that remote shell text is clean' },
  { name: 'chromium', for: 'the report of a proof, looked at in a real browser' },
];
