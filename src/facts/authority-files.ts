/** The files of a cluster's authorities, for shell on a control plane. */
import { sh } from '../base/shell-text.ts';

/**
 * `authorities_in FOLDER` prints the digest of the public halves, or `absent`, or `partial`; the private halves are there
 * when it prints a digest, and kubeadm itself refuses a pair that does not fit. `authorities_place FOLDER` opens what is
 * public and moves the folder to its place, which must be free.
 */
export const AUTHORITY_FILES = sh`
authorities_in() {
  count=0
  for file in ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key sa.key sa.pub; do
    if [ -s "$1/$file" ]; then count=$((count + 1)); fi
  done
  case $count in
    0) echo absent ;;
    8) cat "$1/ca.crt" "$1/etcd/ca.crt" "$1/front-proxy-ca.crt" "$1/sa.pub" | sha256sum | cut -c1-64 ;;
    *) echo partial ;;
  esac
}
authorities_place() {
  chmod 0755 "$1" "$1/etcd"
  chmod 0644 "$1"/*.crt "$1"/etcd/*.crt "$1/sa.pub"
  sync -f "$1"
  mv "$1" /etc/kubernetes/pki
  chmod 0755 /etc/kubernetes
  sync /etc/kubernetes
}
`;
