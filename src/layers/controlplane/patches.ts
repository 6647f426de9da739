/** kubeadm’s patches on a control plane: ours for etcd, and the person’s own. */
import type { CreationRecord } from '../../base/creation.ts';
import type { NamedText } from '../../spec/resolved.ts';

/**
 * etcd begins with all members at once. Given by a patch, the list stays out of the configuration that kubeadm
 * stores, where it would mislead later joins (trials). Only an empty member reads it.
 */
export function etcdPatch(creation: CreationRecord, cluster: string): NamedText {
  const members = creation.members.map(({ name, address }) => `${name}=https://${address}:2380`).join(',');
  const words = [
    `--initial-cluster=${members}`,
    '--initial-cluster-state=new',
    `--initial-cluster-token=${cluster}`,
  ];
  const patch = words.map(value => ({ op: 'add', path: '/spec/containers/0/command/-', value }));
  return { name: 'etcd0+json.json', content: `${JSON.stringify(patch, null, 1)}\n` };
}
