/** kubeadm’s patch of a member of etcd that starts with an empty log: who its peers are. */
import { MEMBERS_PATCH } from '../../spec/file-contents.ts';
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

/** Where a member's peers reach it (kubeadm: 2380). */
export function clientUrlOf(address: string): string {
  return `https://${address}:2379`;
}

export function peerUrlOf(address: string): string {
  return `https://${address}:2380`;
}
