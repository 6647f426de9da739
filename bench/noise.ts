/** How busy the machine is beside what is measured: load before, and the share of processor time that the hypervisor took. */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

export interface Noise {
  /** Load average of the last minute. */
  load: number;
  /** Ticks since boot, over all processors (proc(5), /proc/stat). */
  ticks: { all: number; steal: number };
}

export function noiseNow(): Noise {
  const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/\s+/);
  const ticks = fields.slice(0, 8).map(Number);
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
