/** The fact `kubernetes`: how far this host has come towards a control plane, as far as planning needs it. */

import { CREATION_PATH, type CreationRecord } from '../base/creation.ts';
import { sh, withShell } from '../base/shell-text.ts';
import { AUTHORITY_FILES } from './authority-files.ts';
import type { FactSource } from './fact.ts';

export interface KubernetesFact {
  /** Digest of the public halves of the authorities that lie here; null: none, or not all. */
  authorities: string | null;
  /** The cluster's CA certificate, PEM; null as above. */
  ca: string | null;
  /** Whether an etcd member has written its log here. */
  etcd: 'none' | 'started';
  /** What was begun here, with whom. */
  creation: CreationRecord | null;
}

/** Lines `key=value`; texts are in base64. */
const TEXT = sh`
authorities=$(authorities_in /etc/kubernetes/pki)
case $authorities in
  absent | partial) ;;
  *) printf 'authorities=%s\nca=%s\n' "$authorities" "$(base64 -w0 /etc/kubernetes/pki/ca.crt)" ;;
esac
if [ -d /var/lib/etcd/member/wal ]; then echo etcd=started; else echo etcd=none; fi
[ ! -f /var/lib/barque/creation.json ] || printf 'creation=%s\n' "$(base64 -w0 /var/lib/barque/creation.json)"
`;

export const KUBERNETES: FactSource<KubernetesFact> = {
  name: 'kubernetes',
  text: withShell(AUTHORITY_FILES, TEXT),
  args: [],
  parse: stdout => {
    const word = (name: string) =>
      stdout
        .split('\n')
        .find(line => line.startsWith(`${name}=`))
        ?.slice(name.length + 1) || null;
    const text = (name: string) => {
      const encoded = word(name);
      return encoded === null ? null : Buffer.from(encoded, 'base64').toString('utf8');
    };
    return {
      authorities: word('authorities'),
      ca: text('ca'),
      etcd: word('etcd') === 'started' ? 'started' : 'none',
      creation: creationOf(text('creation')),
    };
  },
  simulate: ({ kubernetes, files }) => ({
    authorities: kubernetes.authorities,
    ca: kubernetes.authorities === null ? null : `CA ${kubernetes.authorities}\n`,
    etcd: kubernetes.etcd === null ? 'none' : 'started',
    creation: creationOf(files.get(CREATION_PATH)?.content ?? null),
  }),
};

/** A record that cannot be read counts as none: the others on the control planes say the same. */
function creationOf(text: string | null): CreationRecord | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as CreationRecord;
  } catch {
    return null;
  }
}
