/** The verb `etcd.yield`, its pure half: this host's member of etcd does not lead. */
import type { Observation } from '../../base/observation.ts';

export interface EtcdYield {
  do: 'etcd.yield';
}

export function afterEtcdYield(_verb: EtcdYield): Observation {
  return { leads: 'no' };
}
