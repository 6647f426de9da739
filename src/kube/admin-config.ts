/** The kubeconfig of the cluster's administrator, as kubeadm wrote it on a control plane: a secret. */
import { sh } from '../base/shell-text.ts';
import type { Reading } from '../hosts/reading.ts';

const TEXT = sh`
[ ! -f /etc/kubernetes/admin.conf ] || cat /etc/kubernetes/admin.conf
`;

/** Null: there is none on this host. */
export const ADMIN_CONFIG: Reading<string | null> = {
  name: 'the administrator’s kubeconfig',
  text: TEXT,
  args: [],
  parse: stdout => (stdout.trim() === '' ? null : stdout),
  simulate: machine => machine.files.get('/etc/kubernetes/admin.conf')?.content ?? null,
};
