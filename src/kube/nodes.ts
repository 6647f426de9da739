/** What the API says about nodes and about the pods of the system, read once through one control plane. */
import { sh } from '../base/shell-text.ts';
import type { Reading } from '../hosts/reading.ts';

export interface ApiNode {
  name: string;
  ready: boolean;
  /** False when it is cordoned. */
  schedulable: boolean;
  roles: readonly string[];
  /** Of its kubelet, as `v1.36.3`. */
  version: string;
}

export interface ApiPod {
  namespace: string;
  name: string;
  /** kubectl's word: `Running`, `Pending`, `CrashLoopBackOff`, … */
  status: string;
  /** Whether all its containers are ready. */
  ready: boolean;
  /** Seconds since it was made; null: more than two minutes, after which kubectl does not count them. */
  ageS: number | null;
}

export interface ApiNow {
  nodes: readonly ApiNode[];
  /** Of kube-system. */
  pods: readonly ApiPod[];
}

/**
 * Argument: the node's address. As tables, which the server makes: about a twentieth of the whole objects, so that a
 * thousand nodes are one short answer. The folder for kubectl's cache cannot be made: nothing is written on the host.
 */
const TEXT = sh`
timeout 4 kubectl --kubeconfig /etc/kubernetes/admin.conf --cache-dir /dev/null/none --server "https://$1:6443" \
  --request-timeout=2s --namespace kube-system get nodes,pods --no-headers 2>/dev/null || echo failed
`;

/** Null when the API did not answer. */
export function apiNow(nodeAddress: string): Reading<ApiNow | null> {
  return {
    name: 'nodes',
    text: TEXT,
    args: [nodeAddress],
    parse: stdout => {
      const rows = stdout.split('\n').map(line => line.trim().split(/\s+/));
      if (rows.some(([word]) => word === 'failed')) return null;
      return { nodes: rows.flatMap(nodeOf), pods: rows.flatMap(podOf) };
    },
    // The simulated API answers questions about nodes, it does not list them.
    simulate: () => null,
  };
}

/** `node/cp1 Ready,SchedulingDisabled control-plane 5m v1.36.3` */
function nodeOf([name = '', status = '', roles = '', , version = '']: readonly string[]): ApiNode[] {
  if (!name.startsWith('node/')) return [];
  const words = status.split(',');
  return [
    {
      name: name.slice('node/'.length),
      ready: words.includes('Ready'),
      schedulable: !words.includes('SchedulingDisabled'),
      roles: roles === '<none>' ? [] : roles.split(','),
      version,
    },
  ];
}

/** `pod/coredns-1 1/1 Running 3 (2m ago) 5m` */
function podOf(words: readonly string[]): ApiPod[] {
  const [name = '', containers = '', status = ''] = words;
  if (!name.startsWith('pod/')) return [];
  const [ready, all] = containers.split('/');
  const age = /^(\d+)s$/.exec(words.at(-1) ?? '');
  return [
    {
      namespace: 'kube-system',
      name: name.slice('pod/'.length),
      status,
      ready: ready === all,
      ageS: age === null ? null : Number(age[1]),
    },
  ];
}
