/** The verb `etcd.admit`, its pure half: etcd knows a new member that will start empty; one that lost its log is no member any more. */
import type { Observation } from '../../base/observation.ts';

export interface EtcdAdmit {
  do: 'etcd.admit';
  member: string;
  peerUrl: string;
  /** Id of the member that lost its log, sixteen hexadecimal digits; null: there is none. */
  remove: string | null;
}

export function afterEtcdAdmit(_verb: EtcdAdmit): Observation {
  return { member: 'admitted' };
}
