/** Power over machines, where somebody has it: a lab gives it, a cluster on other people's metal does not. */
import type { MachineFault } from './drill.ts';

/** Machines that are ours to break run on this one: they have its clock and share its processors. */
export interface Machines {
  /** Why this fault cannot be made on this machine now; null: it can. */
  refusal(host: string, fault: MachineFault, signal: AbortSignal): Promise<string | null>;
  /** Milliseconds since the epoch at which it began; returns when the whole effect is there. */
  strike(host: string, fault: MachineFault, signal: AbortSignal): Promise<number>;
  /** Takes every fault of the machine away, and boots it when it is off. */
  heal(host: string, signal: AbortSignal): Promise<void>;
}
