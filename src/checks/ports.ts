/** Check: the ports that the cluster needs are free, or its own programs hold them. */
import { takenPorts } from '../spec/ports.ts';
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

/** Those of the table, the endpoint's, and flannel's, which the kernel takes. */
export function neededPorts(spec: ResolvedSpec, host: ResolvedHost): NeededPort[] {
  const part = {
    isBalancer: isBalancer(host),
    isControlPlane: isControlPlane(host),
    isNode: isNode(spec, host),
  };
  const answersForEtcd = spec.kubernetes !== null && spec.loadBalancer.backends.length > 1;
  const tcp = [
    ...(part.isBalancer ? [{ port: spec.endpoint.port, program: 'haproxy' }] : []),
    ...takenPorts(part, answersForEtcd),
  ];
  return [
    ...tcp.map(taken => ({ protocol: 'tcp' as const, ...taken })),
    ...(part.isNode && spec.kubernetes?.plugin === 'flannel'
      ? [{ protocol: 'udp' as const, port: VXLAN_PORT, program: '' }]
      : []),
  ];
}
