/** The verb `etcd.promote`, its pure half: these members vote. */
import type { Observation } from '../../base/observation.ts';

export interface EtcdPromote {
  do: 'etcd.promote';
  members: readonly string[];
}

export function afterEtcdPromote(verb: EtcdPromote): Observation {
  return Object.fromEntries(verb.members.map(name => [name, 'voter']));
}
