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
 * Lines: path, the certificate's PEM in base64. openssl may be missing and kubeadm's own command takes a second,
 * so they are read on the operator's side. Files that also hold a key are cut to the certificate.
 */
const TEXT = sh`
for file in /etc/kubernetes/pki/*.crt /etc/kubernetes/pki/etcd/*.crt /var/lib/kubelet/pki/kubelet-client-current.pem; do
  [ -f "$file" ] || continue
  printf '%s %s\n' "$file" "$(sed -n '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/p' "$file" | base64 -w0)"
done
for file in /etc/kubernetes/admin.conf /etc/kubernetes/controller-manager.conf /etc/kubernetes/scheduler.conf; do
  [ -f "$file" ] || continue
  printf '%s %s\n' "$file" "$(sed -n 's/^ *client-certificate-data: *//p' "$file")"
done
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

/** Null when it is no certificate: whoever uses the file will say so. */
function endOf(pem: Buffer): number | null {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return null;
  }
}
