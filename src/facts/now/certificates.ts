/** When the certificates on a host end; only their public halves leave it. */
import { X509Certificate } from 'node:crypto';
import { sh } from '../../base/shell-text.ts';
import type { FactSource } from '../fact.ts';

export interface CertificateEnd {
  path: string;
  /** Milliseconds since the epoch. */
  endsAt: number;
}

/**
 * Lines: path, and of each certificate in it the PEM's own base64, or all of its PEM in base64 where a kubeconfig holds
 * it so. openssl may be missing and kubeadm's own command takes a second, so they are read on the operator's side.
 * Nothing but certificates leaves files that also hold a key.
 */
const TEXT = sh`
set --
for file in /etc/kubernetes/pki/*.crt /etc/kubernetes/pki/etcd/*.crt /var/lib/kubelet/pki/kubelet-client-current.pem \
  /etc/kubernetes/admin.conf /etc/kubernetes/controller-manager.conf /etc/kubernetes/scheduler.conf; do
  [ ! -f "$file" ] || set -- "$@" "$file"
done
[ $# -gt 0 ] || exit 0
awk '
  /-BEGIN CERTIFICATE-/ { inside = 1; body = ""; next }
  /-END CERTIFICATE-/ { inside = 0; print FILENAME " " body; next }
  inside { body = body $0 }
  /^ *client-certificate-data: / { print FILENAME " " $2 }' "$@"
`;

export const CERTIFICATES: FactSource<readonly CertificateEnd[]> = {
  name: 'certificates',
  text: TEXT,
  args: [],
  parse: stdout =>
    stdout.split('\n').flatMap(line => {
      const [path, encoded] = line.split(' ');
      if (path === undefined || encoded === undefined || encoded === '') return [];
      const endsAt = endOf(Buffer.from(encoded, 'base64'));
      return endsAt === null ? [] : [{ path, endsAt }];
    }),
  // Simulated authorities are digests: nothing in them ends.
  simulate: () => [],
};

/** DER, or PEM. Null when it is no certificate: whoever uses the file will say so. */
function endOf(certificate: Buffer): number | null {
  try {
    return new X509Certificate(certificate).validToDate.getTime();
  } catch {
    return null;
  }
}
