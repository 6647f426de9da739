/** The one table of deadlines, milliseconds: how long each verb may take on a host before it is stopped. */

export const DEADLINE_MS = {
  // Content is sent before the clock starts; what remains is a parser and two renames.
  'file.put': 20_000,
  // kubeadm's own bound for slow mirrors is 5 min per pull; apt with a lock held by unattended upgrades needs as much.
  'package.install': 300_000,
  // systemd's DefaultTimeoutStartSec is 90 s: past it systemd itself has given up.
  'unit.load': 95_000,
  gate: 60_000,
} as const;

/** How long an answer may take beyond a step's own deadline: connection, queue of the host's manager. */
export const REPLY_GRACE_MS = 15_000;

/** How long reading a host's facts may take (a batch of small programs; seconds on a loaded host). */
export const READ_MS = 30_000;
