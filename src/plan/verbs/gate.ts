/** The verb `gate`, its pure half: a read-only wait around a disruption. */
import type { Observation } from '../../base/observation.ts';

/** Tried from the step's host. */
export type Gate = { do: 'gate' } & (
  | /** The address accepts a connection. */ { check: 'tcp'; address: string; port: number }
  /** The apiserver of this address says that it is ready, its certificate verified. */
  | { check: 'apiserver'; address: string }
  /** etcd bears that the member of the step's own host, which has this address, is stopped for a moment. */
  | { check: 'etcd-spare'; address: string }
  | { check: 'nodes-ready'; nodes: readonly string[] }
  /** Every replica of a Deployment or DaemonSet is there, as `deployment/coredns`. */
  | { check: 'rollout'; namespace: string; name: string }
);

export function afterGate(_verb: Gate): Observation {
  return { met: 'yes' };
}

/** What is waited for, in words that are unique on a host. */
export function targetOfGate(verb: Gate): string {
  switch (verb.check) {
    case 'tcp':
      return `tcp ${verb.address}:${verb.port}`;
    case 'apiserver':
      return `apiserver ${verb.address}`;
    case 'etcd-spare':
      return `etcd-spare ${verb.address}`;
    case 'nodes-ready':
      return `nodes-ready ${verb.nodes.join(' ')}`;
    case 'rollout':
      return `rollout ${verb.namespace}/${verb.name}`;
  }
}
