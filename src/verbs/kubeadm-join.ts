/** The verb `kubeadm.join`: a worker joins by credentials of a few minutes and the cluster's CA, never by unsafe discovery. */
import { sh } from '../base/shell-text.ts';
import { kubeletRuns, startKubelet } from '../hosts/simulated/kubelet.ts';
import { lateNameOf } from '../plan/late.ts';
import type { KubeadmJoin } from '../plan/verbs/kubeadm-join.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
config=$(sed -n 's/^config //p' /var/lib/barque/kubeadm 2>/dev/null)
[ -n "$config" ] || config=absent
if [ -s /etc/kubernetes/kubelet.conf ] && [ -s /var/lib/kubelet/config.yaml ] && [ -s /var/lib/kubelet/pki/kubelet-client-current.pem ]; then
  joined=yes
else
  joined=no
fi
case $(systemctl show -p ActiveState --value kubelet.service 2>/dev/null) in
  active | activating) kubelet=running ;;
  *) kubelet=absent ;;
esac
[ "$joined" = yes ] || kubelet=absent
printf 'config=%s\njoined=%s\nkubelet=%s\n' "$config" "$joined" "$kubelet"
`;

/**
 * Arguments: configuration, digest, checks to ignore (or none). Standard input: the credentials; kubeadm reads them
 * from /run/barque/join.conf, on tmpfs. What an interrupted join left would stop kubeadm's own checks.
 */
const PERFORM = sh`
set -eu
umask 077
config=$1 digest=$2 ignore=$3
credentials=/run/barque/join.conf
mkdir -p /run/barque /var/lib/barque
trap 'rm -f "$credentials"' EXIT
cat >"$credentials"
[ "$(systemctl show -p NeedDaemonReload --value kubelet.service)" = no ] || systemctl daemon-reload
systemctl is-enabled --quiet kubelet.service || systemctl enable --quiet --no-reload kubelet.service
if ! { [ -s /etc/kubernetes/kubelet.conf ] && [ -s /var/lib/kubelet/pki/kubelet-client-current.pem ]; }; then
  systemctl stop kubelet.service 2>/dev/null || true
  rm -f /etc/kubernetes/kubelet.conf /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/pki/ca.crt
  systemctl reset-failed kubelet.service 2>/dev/null || true
  umask 022
  kubeadm join --config "$config" --ignore-preflight-errors "$ignore"
else
  # The same that kubeadm writes when it joins: the cluster's, with this node's patches.
  kubeadm upgrade node phase kubelet-config --kubeconfig /etc/kubernetes/kubelet.conf --patches "$(dirname "$config")/patches"
  systemctl restart kubelet.service
fi
printf 'config %s\n' "$digest" >/var/lib/barque/kubeadm.new
sync /var/lib/barque/kubeadm.new
mv /var/lib/barque/kubeadm.new /var/lib/barque/kubeadm
`;

export const KUBEADM_JOIN: VerbKind<KubeadmJoin> = {
  do: 'kubeadm.join',
  tries: 2,
  args: verb => [verb.config, verb.digest, verb.ignorePreflightErrors.join(',') || 'none'],
  observe: OBSERVE,
  perform: PERFORM,
  input: (verb, { late }) => late.get(lateNameOf(verb.credentials)) ?? '',
  simulate: {
    observe: ({ kubernetes: { node }, units }) => ({
      config: node?.config ?? 'absent',
      joined: node === null ? 'no' : 'yes',
      kubelet: node !== null && kubeletRuns({ units }) ? 'running' : 'absent',
    }),
    perform: function* (machine, verb, input) {
      const { kubernetes } = machine;
      if (typeof input !== 'string' || input === '') return;
      const by = input.split(' ').at(-1) ?? '';
      while (machine.api() === null) yield { what: 'looking for the API', apply: () => {} };
      yield {
        what: 'join',
        apply: () => {
          if (kubernetes.node === null && machine.api()?.authorities !== by) return;
          startKubelet(machine);
          kubernetes.node ??= {
            role: 'worker',
            by,
            config: null,
            manifests: 'as-written',
            etcdPatches: null,
            rotation: true,
          };
        },
      };
      yield {
        what: 'note the configuration',
        apply: () => {
          if (kubernetes.node !== null) kubernetes.node.config = verb.digest;
        },
      };
    },
  },
};
