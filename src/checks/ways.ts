/** Who must reach whom: the ports between hosts as the shape of the cluster has them. */
import type { DoorPort } from '../facts/probes/doors.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import { isBalancer, isControlPlane, isNode } from './parts.ts';

/** What goes that way; each has a check of its own. */
export type Purpose = 'endpoint' | 'apiserver' | 'etcd' | 'kubelet' | 'pods' | 'vrrp' | 'backend';

export interface Way {
  purpose: Purpose;
  from: string;
  /** The host at its end; null: it is none of the cluster's. */
  to: string | null;
  door: DoorPort;
}

/** flannel's own (Linux's older number of vxlan). */
export const VXLAN_PORT = 8472;

/**
 * Nodes that each node tries besides the control planes: all in clusters of ordinary size; of a thousand nodes the
 * next ones in the file, so that the number of packets grows with the nodes and not with their square.
 */
const NEIGHBOURS = 16;

export function waysOf(spec: ResolvedSpec): Way[] {
  const planes = spec.kubernetes === null ? [] : spec.hosts.filter(isControlPlane);
  const balancers = spec.hosts.filter(isBalancer);
  const nodes = spec.hosts.filter(host => isNode(spec, host));
  const tcp = (address: string, port: number): DoorPort => ({ protocol: 'tcp', address, port });
  const between = (
    purpose: Purpose,
    from: readonly ResolvedHost[],
    to: readonly ResolvedHost[],
    doors: (host: ResolvedHost) => DoorPort[],
  ): Way[] =>
    from.flatMap(source =>
      to
        .filter(({ name }) => name !== source.name)
        .flatMap(target =>
          doors(target).map(door => ({ purpose, from: source.name, to: target.name, door })),
        ),
    );
  const backends = planes.length > 0 ? [] : spec.loadBalancer.backends;
  return [
    ...between('endpoint', nodes, balancers, ({ address }) => [tcp(address, spec.endpoint.port)]),
    ...between('apiserver', balancers, planes, ({ nodeAddress }) => [tcp(nodeAddress, 6443)]),
    ...between('etcd', planes, planes, ({ nodeAddress }) => [tcp(nodeAddress, 2379), tcp(nodeAddress, 2380)]),
    ...between('kubelet', planes, nodes, ({ nodeAddress }) => [tcp(nodeAddress, 10_250)]),
    ...(spec.kubernetes?.plugin === 'flannel'
      ? nodes.flatMap((node, at) =>
          between('pods', [node], neighboursOf(nodes, planes, at), ({ nodeAddress }) => [
            { protocol: 'udp', address: nodeAddress, port: VXLAN_PORT },
          ]),
        )
      : []),
    ...between('vrrp', balancers, balancers, ({ address }) => [{ protocol: 'vrrp', address, port: 0 }]),
    ...balancers.flatMap(({ name }) =>
      backends.map(({ address, port }) => ({
        purpose: 'backend' as const,
        from: name,
        to: null,
        door: tcp(address, port),
      })),
    ),
  ];
}

function neighboursOf(
  nodes: readonly ResolvedHost[],
  planes: readonly ResolvedHost[],
  at: number,
): ResolvedHost[] {
  const next = Array.from(
    { length: Math.min(NEIGHBOURS, nodes.length - 1) },
    (_, step) => nodes[(at + 1 + step) % nodes.length]!,
  );
  return [...new Set([...planes, ...next])];
}
