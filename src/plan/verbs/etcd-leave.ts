/** The verb `etcd.leave`, its pure half: a host whose member of etcd lost its log does not start it again by itself. */
import type { Observation } from '../../base/observation.ts';

export interface EtcdLeave {
  do: 'etcd.leave';
}

export function afterEtcdLeave(_verb: EtcdLeave): Observation {
  return { manifest: 'absent' };
}
