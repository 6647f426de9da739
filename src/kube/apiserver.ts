/** Whether the apiserver of a control plane itself says that it is ready: its own word, not that of a balancer. */

import { sh } from '../base/shell-text.ts';
import type { Part } from '../hosts/batch.ts';
import { kubeletRuns } from '../hosts/simulated/kubelet.ts';

export interface ApiserverNow {
  /** `absent`: kubeadm has made none here. */
  is: 'ready' | 'not-ready' | 'absent';
  /** What it said, or kubectl; empty when it is ready. */
  because: string;
}

/**
 * Argument: the node's address. Over its port alone: a VIP in between would ask somebody else. One second for an answer,
 * four for a start on a busy host: its checks of etcd take two when etcd has no leader, and that is no readiness.
 */
const TEXT = sh`
[ -f /etc/kubernetes/manifests/kube-apiserver.yaml ] && [ -f /etc/kubernetes/admin.conf ] || { echo absent; exit 0; }
if said=$(timeout 4 kubectl --kubeconfig /etc/kubernetes/admin.conf --server "https://$1:6443" --request-timeout=1s get --raw /readyz 2>&1); then
  echo ready
else
  echo not-ready
  # Of the list of checks only those that fail.
  printf '%s\n' "$said" | grep -o '\[-\][^ ]* failed' || printf '%s\n' "$said" | tail -n 1
fi
`;

export function apiserver(nodeAddress: string): Part<ApiserverNow> {
  return {
    text: TEXT,
    args: [nodeAddress],
    parse: stdout => {
      const [word, ...rest] = stdout.trim().split('\n');
      if (word === 'ready') return { is: 'ready', because: '' };
      if (word === 'not-ready')
        return {
          is: 'not-ready',
          because: rest.join(', ').replaceAll('[-]', '').trim() || 'it gave no answer',
        };
      return { is: 'absent', because: '' };
    },
    simulate: machine => {
      const { node } = machine.kubernetes;
      if (node === null || node.role !== 'control-plane') return { is: 'absent', because: '' };
      if (kubeletRuns(machine) && machine.api() !== null) return { is: 'ready', because: '' };
      return { is: 'not-ready', because: 'connection refused' };
    },
  };
}
