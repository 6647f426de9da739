/** Watches whether a host holds an address: the kernel's own word, at the moment when it changes. */
import { sh } from '../../base/shell-text.ts';
import type { Following } from '../../hosts/host.ts';

/**
 * Argument: the address. Prints `start yes` or `start no`, then a line of ip-monitor(8) with its time for each change.
 * The monitor is ended when nobody listens any more.
 */
const TEXT = sh`
export TZ=UTC
if ip -o address show | grep -qF " $1/"; then held=yes; else held=no; fi
printf '%s start %s\n' "$(date +%s%N)" "$held"
ip -o -ts monitor address &
monitor=$!
cat >/dev/null
kill "$monitor"
`;

export function watchAddress(address: string): Following {
  return { text: TEXT, args: [address] };
}

/** Null: the line is about something else. `atMs`: since the epoch, by the host's clock. */
export function heldOf(line: string, address: string): { atMs: number; held: boolean } | null {
  const start = /^(\d+) start (yes|no)$/.exec(line);
  if (start !== null) return { atMs: Number(start[1]) / 1e6, held: start[2] === 'yes' };
  const change = /^\[(\d{4}-\d\d-\d\dT[\d:.]+)\] (Deleted )?/.exec(line);
  if (change === null || !line.includes(` ${address}/`)) return null;
  return { atMs: epochMs(change[1]!), held: change[2] === undefined };
}

/** `2026-11-23T10:00:00.123456`, UTC, with its microseconds. */
function epochMs(time: string): number {
  const [whole, fraction = '0'] = time.split('.');
  return Date.parse(`${whole}Z`) + Number(`0.${fraction}`) * 1000;
}
