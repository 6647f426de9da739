/** Every pod of the cluster with its node and its restarts, as a control plane's own apiserver lists them. */
import { sh, withShell } from '../../base/shell-text.ts';
import type { Reading } from '../../hosts/reading.ts';
import { KUBE_CLIENT } from '../kube-client.ts';

export interface PodNow {
  /** namespace/name */
  name: string;
  uid: string;
  node: string;
  restarts: number;
}

const TEXT = withShell(
  KUBE_CLIENT,
  sh`
kube get pods --all-namespaces -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name} {.metadata.uid} {.spec.nodeName} {.status.containerStatuses[*].restartCount}{"\n"}{end}' || echo failed
`,
);

/** Null: the API gave no list. */
export const PODS: Reading<PodNow[] | null> = {
  name: 'pods',
  text: TEXT,
  args: [],
  parse: stdout => {
    const lines = stdout.split('\n').filter(line => line !== '');
    if (lines.includes('failed')) return null;
    return lines.map(line => {
      const [name = '', uid = '', node = '', ...restarts] = line.split(' ');
      return { name, uid, node, restarts: restarts.reduce((sum, count) => sum + Number(count), 0) };
    });
  },
  simulate: () => null,
};
