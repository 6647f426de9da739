/** The verb `kubeadm.finish`: the kubelet renews its own certificate, and the all-powerful credentials are gone. */
import { sh } from '../base/shell-text.ts';
import type { KubeadmFinish } from '../plan/verbs/kubeadm-finish.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
if [ ! -f /etc/kubernetes/kubelet.conf ]; then rotation=absent
elif grep -q '/var/lib/kubelet/pki/kubelet-client-current.pem' /etc/kubernetes/kubelet.conf; then rotation=on
else rotation=off; fi
if [ -e /etc/kubernetes/super-admin.conf ]; then admin=present; else admin=absent; fi
printf 'rotation=%s\nsuper-admin=%s\n' "$rotation" "$admin"
`;

/** Argument: configuration. The unit's deadline ends the wait. */
const PERFORM = sh`
set -eu
rm -f /etc/kubernetes/super-admin.conf
until [ -s /var/lib/kubelet/pki/kubelet-client-current.pem ]; do sleep 0.1; done
kubeadm init phase kubelet-finalize enable-client-cert-rotation --config "$1"
`;

export const KUBEADM_FINISH: VerbKind<KubeadmFinish> = {
  do: 'kubeadm.finish',
  args: verb => [verb.config],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: ({ kubernetes: { node, superAdmin } }) => ({
      rotation: node === null ? 'absent' : node.rotation ? 'on' : 'off',
      'super-admin': superAdmin ? 'present' : 'absent',
    }),
    perform: function* (machine) {
      const { kubernetes } = machine;
      yield {
        what: 'remove the all-powerful credentials',
        apply: () => {
          kubernetes.superAdmin = false;
        },
      };
      while (machine.api()?.knows(machine.name) !== true) {
        yield { what: 'looking for the kubelet’s own certificate', apply: () => {} };
      }
      yield {
        what: 'let the kubelet renew its certificate',
        apply: () => {
          if (kubernetes.node !== null) kubernetes.node.rotation = true;
        },
      };
    },
  },
};
