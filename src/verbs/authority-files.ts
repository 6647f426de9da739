/** The files of a cluster's authorities on a host, as several verbs and readings see them. */
import { sh } from '../base/shell-text.ts';

/**
 * Prints `authorities=` and the digest of the public halves, or `absent`, or `partial`. The private halves are
 * there when it prints a digest; kubeadm itself refuses a pair that does not fit.
 */
export const LOOK_AT_AUTHORITIES = sh`
cd /etc/kubernetes/pki 2>/dev/null || { echo authorities=absent; exit 0; }
count=0
for file in ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key sa.key sa.pub; do
  if [ -s "$file" ]; then count=$((count + 1)); fi
done
case $count in
  0) echo authorities=absent ;;
  8) printf 'authorities=%s\n' "$(cat ca.crt etcd/ca.crt front-proxy-ca.crt sa.pub | sha256sum | cut -c1-64)" ;;
  *) echo authorities=partial ;;
esac
`;
