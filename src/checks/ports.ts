/** Check: the ports that the cluster needs are free, or its own programs hold them. */
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import { type Check, failed, perHost } from './check.ts';
import { isBalancer, isControlPlane, isNode } from './parts.ts';
import { VXLAN_PORT } from './ways.ts';

interface NeededPort {
  protocol: 'tcp' | 'udp';
  port: number;
  /** The program of ours that takes it; empty: the kernel. */
  program: string;
}

/** Names of programs are cut there (TASK_COMM_LEN). */
const LONGEST_NAME = 15;

export const PORTS_FREE: Check = {
  id: 'ports-free',
  title: 'the ports that the cluster needs are free',
  why: 'A program that cannot bind its port ends, and systemd or kubelet starts it again and again.',
  needs: ['listening', 'state'],
  judge: input =>
    perHost(input, ['listening', 'state'], (host, { listening, state }) =>
      neededPorts(input.spec, host).flatMap(({ protocol, port, program }) =>
        listening
          .filter(each => each.protocol === protocol && each.port === port)
          .filter(each => state.standing !== 'ours' || each.program !== program.slice(0, LONGEST_NAME))
          .slice(0, 1)
          .map(({ program: holder, pid, address }) =>
            failed(
              `${protocol} ${port} is taken by ${holder === '' ? 'the kernel' : `${holder}${pid === null ? '' : ` (process ${pid})`}`} at ${address}`,
              holder === ''
                ? 'Remove the interface that uses it: ip -d link show type vxlan'
                : `Stop it, or move it to another port: systemctl status ${pid ?? holder}`,
            ),
          ),
      ),
    ),
};

/** kubernetes.io, "Ports and Protocols", and those on the loopback that kubeadm's preflight asks for. */
export function neededPorts(spec: ResolvedSpec, host: ResolvedHost): NeededPort[] {
  const tcp = (port: number, program: string): NeededPort => ({ protocol: 'tcp', port, program });
  const node = isNode(spec, host);
  return [
    ...(isBalancer(host) ? [tcp(spec.endpoint.port, 'haproxy')] : []),
    ...(node && isControlPlane(host)
      ? [
          tcp(6443, 'kube-apiserver'),
          tcp(2379, 'etcd'),
          tcp(2380, 'etcd'),
          tcp(2381, 'etcd'),
          tcp(10_257, 'kube-controller-manager'),
          tcp(10_259, 'kube-scheduler'),
        ]
      : []),
    ...(node
      ? [tcp(10_248, 'kubelet'), tcp(10_250, 'kubelet'), tcp(10_249, 'kube-proxy'), tcp(10_256, 'kube-proxy')]
      : []),
    ...(node && spec.kubernetes?.plugin === 'flannel'
      ? [{ protocol: 'udp' as const, port: VXLAN_PORT, program: '' }]
      : []),
  ];
}
