/** The files of a cluster's authorities, for shell on a control plane. */
import { sh } from '../base/shell-text.ts';

/** Halves that everybody may know: what tells one cluster's authorities from another's. */
export const PUBLIC_HALVES: readonly string[] = ['ca.crt', 'etcd/ca.crt', 'front-proxy-ca.crt', 'sa.pub'];

/**
 * `authority_names` prints all names. `authorities_in FOLDER` prints the digest of the public halves, or `absent`, or
 * `partial`; the private halves are there when it prints a digest, and kubeadm itself refuses a pair that does not fit.
 * `authorities_place FOLDER` opens what is public and moves the folder to its place, which must be free.
 * `authorities_add FOLDER` puts those files into the place that it lacks; where one that is there differs, it does nothing
 * and fails, with its name.
 */
export const AUTHORITY_FILES = sh`
authority_names() {
  echo ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key sa.key sa.pub
}
authorities_in() {
  count=0
  for file in $(authority_names); do
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
authorities_add() {
  pki=/etc/kubernetes/pki
  differing=
  for file in $(authority_names); do
    [ ! -s "$pki/$file" ] || cmp -s "$1/$file" "$pki/$file" || differing="$differing $file"
  done
  if [ -n "$differing" ]; then
    echo "not those of the cluster:$differing (in $pki)"
    return 1
  fi
  mkdir -p "$pki/etcd"
  for file in $(authority_names); do
    [ ! -s "$pki/$file" ] || continue
    cp "$1/$file" "$pki/$file.new"
    case $file in *.key) chmod 0600 "$pki/$file.new" ;; *) chmod 0644 "$pki/$file.new" ;; esac
    sync "$pki/$file.new"
    mv "$pki/$file.new" "$pki/$file"
  done
  chmod 0755 "$pki" "$pki/etcd"
  sync "$pki" "$pki/etcd"
}
`;
