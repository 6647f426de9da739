/** The verb `kubeadm.control-plane`: certificates, kubeconfigs, etcd, the control plane's static pods and its kubelet. */
import { sh } from '../base/shell-text.ts';
import { kubeletRuns, startKubelet } from '../hosts/simulated/kubelet.ts';
import type { KubeadmControlPlane } from '../plan/verbs/kubeadm-control-plane.ts';
import type { VerbKind } from './verb-kind.ts';

/** /var/lib/barque/kubeadm holds `config DIGEST` and `manifests DIGEST`, written when kubeadm was done. */
const OBSERVE = sh`
stamp=/var/lib/barque/kubeadm
config=$(sed -n 's/^config //p' "$stamp" 2>/dev/null)
was=$(sed -n 's/^manifests //p' "$stamp" 2>/dev/null)
[ -n "$config" ] || config=absent
cd /etc/kubernetes/manifests 2>/dev/null || cd /
if [ ! -f etcd.yaml ] && [ ! -f kube-apiserver.yaml ]; then
  manifests=absent
elif [ "$(cat etcd.yaml kube-apiserver.yaml kube-controller-manager.yaml kube-scheduler.yaml 2>/dev/null | sha256sum | cut -c1-64)" = "$was" ]; then
  manifests=as-written
else
  manifests=changed
fi
case $(systemctl show -p ActiveState --value kubelet.service 2>/dev/null) in
  active | activating) kubelet=running ;;
  *) kubelet=absent ;;
esac
if [ -d /var/lib/etcd/member/wal ]; then etcd=started; else etcd=absent; fi
printf 'config=%s\netcd=%s\nkubelet=%s\nmanifests=%s\n' "$config" "$etcd" "$kubelet" "$manifests"
`;

/**
 * Arguments: configuration, digest, checks to ignore (or none). kubeadm's waits for the API are left out:
 * gates wait for exactly what comes next. super-admin.conf is made only where it is used (kubeadm.cluster).
 * kubeadm's own preflight is for fresh hosts: it takes what an interrupted run left for a foreign cluster. It keeps a
 * certificate that is there, whatever its names, so that a changed configuration puts the apiserver's aside first; the
 * apiserver reads the new one without a restart, and the old one comes back when none was made.
 */
const PERFORM = sh`
set -eu
config=$1 digest=$2 ignore=$3
stamp=/var/lib/barque/kubeadm
skip=wait-control-plane,upload-config,upload-certs,mark-control-plane,bootstrap-token,kubelet-finalize,addon,show-join-command,kubeconfig/super-admin
if [ -e /etc/kubernetes/manifests/kube-apiserver.yaml ] || [ -e "$stamp" ] || [ -e /etc/kubernetes/admin.conf ]; then
  skip=preflight,$skip
fi
[ "$(systemctl show -p NeedDaemonReload --value kubelet.service)" = no ] || systemctl daemon-reload
systemctl is-enabled --quiet kubelet.service || systemctl enable --quiet --no-reload kubelet.service
systemctl reset-failed kubelet.service 2>/dev/null || true
mkdir -p /var/lib/barque
printf 'began %s\n' "$digest" >"$stamp.new"
[ -e "$stamp" ] || mv "$stamp.new" "$stamp"
# What a member left that could not begin is of no use to the next; a log is never touched.
if [ -e /var/lib/etcd/member ] && [ ! -e /var/lib/etcd/member/wal ]; then
  mkdir -p /var/lib/barque/aside
  mv /var/lib/etcd/member "/var/lib/barque/aside/etcd-$(date -u +%Y%m%dT%H%M%SZ)"
fi
# etcd refuses a folder that others can read.
mkdir -p /var/lib/etcd
chmod 0700 /var/lib/etcd
pki=/etc/kubernetes/pki
if [ -s "$pki/apiserver.crt" ] && [ -s "$pki/apiserver.key" ] && ! grep -qx "config $digest" "$stamp"; then
  trap '[ -s "$pki/apiserver.crt" ] || for kind in crt key; do mv -f "$pki/apiserver.$kind.old" "$pki/apiserver.$kind"; done' EXIT
  for kind in crt key; do mv -f "$pki/apiserver.$kind" "$pki/apiserver.$kind.old"; done
fi
kubeadm init --config "$config" --skip-phases "$skip" --ignore-preflight-errors "$ignore"
rm -f "$pki/apiserver.crt.old" "$pki/apiserver.key.old"
cd /etc/kubernetes/manifests
for file in etcd.yaml kube-apiserver.yaml kube-controller-manager.yaml kube-scheduler.yaml; do
  [ -s "$file" ] || { echo "kubeadm made no $file"; exit 1; }
done
manifests=$(cat etcd.yaml kube-apiserver.yaml kube-controller-manager.yaml kube-scheduler.yaml | sha256sum | cut -c1-64)
sync -f /etc/kubernetes
printf 'config %s\nmanifests %s\n' "$digest" "$manifests" >"$stamp.new"
sync "$stamp.new"
mv "$stamp.new" "$stamp"
# The kubelet starts etcd from its image; its log is the first thing that it makes. The unit's deadline ends the wait.
until [ -d /var/lib/etcd/member/wal ]; do sleep 0.1; done
`;

export const KUBEADM_CONTROL_PLANE: VerbKind<KubeadmControlPlane> = {
  do: 'kubeadm.control-plane',
  args: verb => [verb.config, verb.digest, verb.ignorePreflightErrors.join(',') || 'none'],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: ({ kubernetes: { node, etcd }, units }) => ({
      config: node?.config ?? 'absent',
      etcd: etcd === null ? 'absent' : 'started',
      kubelet: node !== null && kubeletRuns({ units }) ? 'running' : 'absent',
      manifests: node?.manifests ?? 'absent',
    }),
    perform: function* (machine, verb) {
      const { kubernetes, files } = machine;
      if (kubernetes.authorities === null || !files.has(verb.config)) return;
      const by = kubernetes.authorities;
      yield { what: 'start the kubelet', apply: () => startKubelet(machine) };
      yield {
        what: 'write the manifests',
        apply: () => {
          const patches = [...files].filter(([path]) => path.startsWith('/etc/barque/patches/etcd'));
          kubernetes.node = {
            role: 'control-plane',
            by,
            config: kubernetes.node?.config ?? null,
            manifests: 'changed',
            etcdPatches: patches.map(([, { content }]) => content).join('\n'),
            rotation: kubernetes.node?.rotation ?? false,
          };
        },
      };
      yield {
        what: 'note the configuration',
        apply: () => {
          if (kubernetes.node === null) return;
          kubernetes.node.config = verb.digest;
          kubernetes.node.manifests = 'as-written';
        },
      };
      while (kubernetes.etcd === null) yield { what: 'looking for the log', apply: () => {} };
    },
  },
};
