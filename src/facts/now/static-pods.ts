/** What the kubelet of a host is told to run by files: volatile, never part of planning. */
import { sh } from '../../base/shell-text.ts';
import type { FactSource } from '../fact.ts';

/** The kubelet takes every file that does not begin with a dot, whatever it ends with (Kubernetes: static pods). */
const TEXT = sh`
for file in /etc/kubernetes/manifests/*; do
  [ ! -f "$file" ] || printf '%s\n' "\${file##*/}"
done
`;

const FOLDER = '/etc/kubernetes/manifests/';

/** Names of the files, in their order. */
export const STATIC_PODS: FactSource<readonly string[]> = {
  name: 'static pods',
  text: TEXT,
  args: [],
  parse: stdout => stdout.split('\n').filter(line => line !== ''),
  // kubeadm's own are no files of a simulated host.
  simulate: ({ files }) =>
    [...files.keys()]
      .filter(path => path.startsWith(FOLDER))
      .map(path => path.slice(FOLDER.length))
      .sort(),
};
