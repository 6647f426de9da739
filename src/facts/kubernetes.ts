/** The fact `kubernetes`: how far this host has come towards a control plane, as far as planning needs it. */

import { CREATION_PATH, type CreationRecord } from '../base/creation.ts';
import { digestOfText, hexOf } from '../base/digest.ts';
import { sh, withShell } from '../base/shell-text.ts';
import { kubeletRuns } from '../hosts/simulated/kubelet.ts';
import { authoritiesSeen } from '../hosts/simulated/kubernetes.ts';
import { AUTHORITY_FILES, PUBLIC_HALVES } from './authority-files.ts';
import type { FactSource } from './fact.ts';
import { wordsOf } from './words.ts';

export interface KubernetesFact {
  /** Digest of the public halves of the authorities that lie here; null: none, or not all. */
  authorities: string | null;
  /** The cluster's CA certificate, PEM; null as above. */
  ca: string | null;
  /** Files of the authorities that are missing while others of them lie here; null: all are here, or none. */
  partial: readonly string[] | null;
  /** SHA-256 in hexadecimal of each public half that lies here, by file. */
  halves: Readonly<Record<string, string>>;
  /** Whether an etcd member has written its log here. */
  etcd: 'none' | 'started';
  /** Whether one runs now: it decides only whose turn comes first, so that a plan does not go stale by it. */
  etcdRuns: boolean;
  /** What was begun here, with whom. */
  creation: CreationRecord | null;
}

/** Lines `key=value`; texts are in base64. */
const TEXT = sh`
pki=/etc/kubernetes/pki
authorities=$(authorities_in "$pki")
case $authorities in
  absent) ;;
  partial)
    for file in $(authority_names); do
      [ -s "$pki/$file" ] || printf 'missing=%s\n' "$file"
    done
    ;;
  *) printf 'authorities=%s\nca=%s\n' "$authorities" "$(base64 -w0 "$pki/ca.crt")" ;;
esac
set --
for file in ca.crt etcd/ca.crt front-proxy-ca.crt sa.pub; do
  [ ! -s "$pki/$file" ] || set -- "$@" "$file"
done
[ $# -eq 0 ] || (cd "$pki" && sha256sum "$@") | while read -r digest file; do printf 'half=%s %s\n' "$digest" "$file"; done
if [ -d /var/lib/etcd/member/wal ]; then echo etcd=started; else echo etcd=none; fi
if pgrep -x etcd >/dev/null 2>&1; then echo runs=yes; fi
[ ! -f /var/lib/barque/creation.json ] || printf 'creation=%s\n' "$(base64 -w0 /var/lib/barque/creation.json)"
`;

export const KUBERNETES: FactSource<KubernetesFact> = {
  name: 'kubernetes',
  text: withShell(AUTHORITY_FILES, TEXT),
  args: [],
  parse: stdout => {
    const words = wordsOf(stdout);
    const word = (name: string) => words.one(name) || null;
    const missing = words.all('missing');
    const text = (name: string) => {
      const encoded = word(name);
      return encoded === null ? null : Buffer.from(encoded, 'base64').toString('utf8');
    };
    return {
      authorities: word('authorities'),
      ca: text('ca'),
      partial: missing.length === 0 ? null : missing,
      halves: Object.fromEntries(
        words.all('half').map(line => {
          const [digest = '', file = ''] = line.split(' ');
          return [file, digest];
        }),
      ),
      etcd: word('etcd') === 'started' ? 'started' : 'none',
      etcdRuns: words.has('runs'),
      creation: creationOf(text('creation')),
    };
  },
  simulate: ({ kubernetes, files, units }) => {
    const { authorities, lacking } = kubernetes;
    const seen = authoritiesSeen(kubernetes);
    const isWhole = seen === authorities;
    return {
      authorities: isWhole ? authorities : null,
      ca: isWhole ? `CA ${authorities}\n` : null,
      partial: seen === 'partial' ? lacking : null,
      halves: Object.fromEntries(
        PUBLIC_HALVES.filter(file => authorities !== null && !lacking.includes(file)).map(file => [
          file,
          hexOf(digestOfText(`${file} of ${authorities}`)),
        ]),
      ),
      etcd: kubernetes.etcd === null ? 'none' : 'started',
      etcdRuns: kubernetes.etcd !== null && kubeletRuns({ units }),
      creation: creationOf(files.get(CREATION_PATH)?.content ?? null),
    };
  },
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
