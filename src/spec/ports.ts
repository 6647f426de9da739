/** The ports that the programs of a cluster take on its hosts, by the host's part: read from what was written, and from the resolved spec. */

/** Where kubeadm's apiservers listen (design: apiservers always 6443). */
export const APISERVER_PORT = 6443;
/** On loopback HAProxy tells Keepalived there that it lives (formats/haproxy/alive.ts). */
export const ALIVE_PORT = 8404;
/** On loopback HAProxy answers its own agent-checks there (formats/haproxy/own-etcd.ts). */
export const OWN_ETCD_PORT = 8405;

export interface HostPart {
  isBalancer: boolean;
  isControlPlane: boolean;
  /** Whether a kubelet runs there. */
  isNode: boolean;
}

export interface TakenPort {
  port: number;
  /** The program of ours that takes it. */
  program: string;
}

/**
 * TCP ports, without the endpoint's own (kubernetes.io, "Ports and Protocols"; kubeadm's preflight asks for those on the
 * loopback, too). `answersForEtcd`: whether HAProxy stands in front of several apiservers.
 */
export function takenPorts(
  { isBalancer, isControlPlane, isNode }: HostPart,
  answersForEtcd: boolean,
): TakenPort[] {
  const of = (program: string, ...ports: number[]) => ports.map((port): TakenPort => ({ port, program }));
  return [
    ...(isBalancer ? of('haproxy', ALIVE_PORT, ...(answersForEtcd ? [OWN_ETCD_PORT] : [])) : []),
    ...(isNode && isControlPlane
      ? [
          ...of('kube-apiserver', APISERVER_PORT),
          ...of('etcd', 2379, 2380, 2381),
          ...of('kube-controller-manager', 10_257),
          ...of('kube-scheduler', 10_259),
        ]
      : []),
    ...(isNode ? [...of('kubelet', 10_248, 10_250), ...of('kube-proxy', 10_249, 10_256)] : []),
  ];
}
