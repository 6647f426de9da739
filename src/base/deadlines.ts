/** The one table of deadlines, milliseconds: how long each verb may take on a host before it is stopped. */

export const DEADLINE_MS = {
  // Content is sent before the clock starts; what remains is a parser and two renames.
  'file.put': 20_000,
  'folder.keep': 20_000,
  // kubeadm's own bound for slow mirrors is 5 min per pull; apt with a lock held by unattended upgrades needs as much.
  'package.install': 300_000,
  // 360 MB to unpack and to sync took 10 s on a shared disk of two cores; a slow one may take a minute for each part.
  'image.import': 300_000,
  // 160 MB to unpack, to hash and to sync; see above.
  'program.put': 180_000,
  'kernel.tune': 20_000,
  // systemd's DefaultTimeoutStartSec is 90 s: past it systemd itself has given up.
  'unit.load': 95_000,
  // And DefaultTimeoutStopSec as long.
  'unit.stop': 95_000,
  // An apiserver of a control plane that starts among others is ready within 15 s (trials); slow disks and image
  // pulls of a user's own manifests take minutes.
  gate: 240_000,
  'authority.mint': 30_000,
  'authority.put': 30_000,
  // kubeadm's own waits are left out; what remains is key generation and a kubelet's start. One that starts anew beside
  // an apiserver that waits for its etcd took two minutes to start that etcd (measured: 126 s).
  'kubeadm.control-plane': 240_000,
  'etcd.admit': 60_000,
  // A container has 30 s to end before it is killed (Kubernetes: terminationGracePeriodSeconds).
  'etcd.leave': 60_000,
  // A snapshot of some hundred megabytes over a busy disk.
  'etcd.promote': 180_000,
  // As long as a snapshot takes to be sent, see above.
  'etcd.save': 180_000,
  'kubeadm.finish': 60_000,
  'kubeadm.cluster': 120_000,
  // kubeadm waits up to 4 min for a kubelet's bootstrap (timeouts.kubeletHealthCheck, tlsBootstrap).
  'kubeadm.join': 300_000,
  // Some gigabytes of small files to remove from a slow disk.
  'kubernetes.clear': 180_000,
  'ledger.restore': 60_000,
  // As package.install: a lock that unattended upgrades hold.
  'package.remove': 300_000,
  'host.forget': 20_000,
  'backend.state': 20_000,
  'etcd.yield': 60_000,
  'node.delete': 60_000,
  // Longer than any deadline that a person may give for it (spec: an hour).
  'node.drain': 3_700_000,
  'vip.clear': 20_000,
  'vip.yield': 20_000,
  'fault.inject': 20_000,
  'object.apply': 60_000,
  'node.mark': 60_000,
} as const;

/** How long an answer may take beyond a step's own deadline: connection, queue of the host's manager. */
export const REPLY_GRACE_MS = 15_000;

/** How long reading a host's facts may take (a batch of small programs; seconds on a loaded host). */
export const READ_MS = 30_000;
