/** kubeadm’s patch of a member of etcd that starts with an empty log: who its peers are. */
import { CONTROL_PLANE_KUBELET_PATCH, MEMBERS_PATCH } from '../../spec/file-contents.ts';
import type { NamedText } from '../../spec/resolved.ts';

/**
 * Given by a patch, the list stays out of the configuration that kubeadm stores, where it would mislead later
 * joins (trials). Only a member with an empty log reads it, so it is not looked after once there is a log.
 */
export function etcdPatch(
  cluster: string,
  state: 'new' | 'existing',
  members: readonly { name: string; peerUrl: string }[],
): NamedText {
  const words = [
    `--initial-cluster=${members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(',')}`,
    `--initial-cluster-state=${state}`,
    `--initial-cluster-token=${cluster}`,
  ];
  const patch = words.map(value => ({ op: 'add', path: '/spec/containers/0/command/-', value }));
  return { name: MEMBERS_PATCH, content: `${JSON.stringify(patch, null, 1)}\n` };
}

/**
 * A container that has ended a few times waits up to five minutes for its next start (Kubernetes: CrashLoopBackOff). On a
 * control plane that is an apiserver that stays away long after the etcd that it missed is back: in ten drills that
 * killed the same one, its absences grew from 16 s to minutes. Ten seconds is what the first wait is anyway
 * (KubeletConfiguration, crashLoopBackOff; on by default since 1.35). Workers keep the five minutes.
 */
export const KUBELET_PATCH: NamedText = {
  name: CONTROL_PLANE_KUBELET_PATCH,
  content: `${JSON.stringify({ crashLoopBackOff: { maxContainerRestartPeriod: '10s' } })}\n`,
};

/** Where a member's peers reach it (kubeadm: 2380). */
export function clientUrlOf(address: string): string {
  return `https://${address}:2379`;
}

export function peerUrlOf(address: string): string {
  return `https://${address}:2380`;
}
