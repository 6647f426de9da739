/** Who runs Barque here, and whether an earlier holder on this machine still lives. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Holder } from '../hosts/host.ts';

/** This process. */
export function thisHolder(): Holder {
  return {
    user: oneWord(userInfo().username),
    machine: machine(),
    pid: process.pid,
    started: startOf(process.pid) ?? '',
  };
}

/** True when the holder ran on this machine and is gone: its pid is free, or belongs to a later process. */
export function isDeadHere(holder: Holder): boolean {
  return holder.machine === machine() && startOf(holder.pid) !== holder.started;
}

/**
 * The name, for people, and eight digits of the machine's own: two laptops called `debian` are not one.
 * machine-id(5) asks that the id itself stays here, so it is hashed.
 */
function machine(): string {
  const name = oneWord(hostname());
  try {
    const id = readFileSync('/etc/machine-id', 'utf8').trim();
    return `${name}.${createHash('sha256').update(`barque ${id}`).digest('hex').slice(0, 8)}`;
  } catch {
    return name;
  }
}

/** Boot id and start time in clock ticks (proc(5), /proc/pid/stat, field 22). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

function oneWord(text: string): string {
  return text.replace(/[^A-Za-z0-9._@-]/g, '_') || 'unknown';
}
