/** The verb `gate`, its pure half: a read-only wait around a disruption. */
import type { Observation } from '../../base/observation.ts';

export interface Gate {
  do: 'gate';
  /** `tcp`: the address accepts a connection, tried from the step's host. */
  check: 'tcp';
  address: string;
  port: number;
}

export function afterGate(_verb: Gate): Observation {
  return { met: 'yes' };
}
