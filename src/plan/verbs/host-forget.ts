/** The verb `host.forget`, its pure half: when this run gives the host back, nothing on it says that it had a cluster. */
import type { Observation } from '../../base/observation.ts';

export interface HostForget {
  do: 'host.forget';
}

export function afterHostForget(_verb: HostForget): Observation {
  return { forget: 'yes' };
}
