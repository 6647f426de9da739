/** How busy the machine is beside what is measured: load before, and the share of processor time that the hypervisor took. */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

export interface Noise {
  /** Load average of the last minute. */
  load: number;
  /** Ticks since boot, over all processors (proc(5), /proc/stat). */
  ticks: { all: number; steal: number };
}

/** Ticks since boot by kind: user, nice, system, idle, iowait, irq, softirq, steal. */
function ticksNow(): number[] {
  const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/\s+/);
  return fields.slice(0, 8).map(Number);
}

/** Ticks since boot, of all processors and of those at work. */
export function busyNow(): { all: number; busy: number } {
  const ticks = ticksNow();
  const all = ticks.reduce((sum, each) => sum + each, 0);
  return { all, busy: all - ticks[3]! - ticks[4]! };
}

export function noiseNow(): Noise {
  const ticks = ticksNow();
  return {
    load: loadavg()[0]!,
    ticks: { all: ticks.reduce((sum, each) => sum + each, 0), steal: ticks[7]! },
  };
}

/** `load 0.4 before, steal 1.2 %`. */
export function noiseSince(before: Noise): string {
  const now = noiseNow();
  const steal = (now.ticks.steal - before.ticks.steal) / Math.max(1, now.ticks.all - before.ticks.all);
  return `load ${before.load.toFixed(1)} before, steal ${(100 * steal).toFixed(1)} %`;
}
