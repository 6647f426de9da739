/** A machine of a lab: a name, an address, roles, and the state it is found in. */
import type { Role } from '../spec/resolved.ts';

export interface Machine {
  /** cp1, w1, lb1, s1: also its host name. */
  name: string;
  /** IPv4 address in the lab's own /24. */
  address: string;
  /** Empty for a plain server outside the cluster. */
  roles: readonly Role[];
}

/** running · off: no process · frozen: userland stands, kernel answers · paused: frozen and silent. */
export type MachineState = 'running' | 'off' | 'frozen' | 'paused';

export interface MachineCounts {
  controlPlanes: number;
  workers: number;
  loadBalancers: number;
  servers: number;
}
