/** The verb `kubernetes.clear`: stops Kubernetes and takes away what it made; what etcd wrote is moved aside. */
import { sh, withShell } from '../base/shell-text.ts';
import { simulatedKubernetes } from '../hosts/simulated/kubernetes.ts';
import type { KubernetesClear } from '../plan/verbs/kubernetes-clear.ts';
import type { VerbKind } from './verb-kind.ts';

/** Folders that are disks of their own stay, and count while there is anything in them. */
const PLACES = sh`
there() {
  [ -e "$1" ] || return 1
  ! mountpoint -q "$1" || [ -n "$(find "$1" -mindepth 1 -maxdepth 1 ! -name lost+found)" ]
}
`;

/** Argument: whether the host is a node. On others, containers and their rules can be somebody else's. */
const OBSERVE = sh`
found=absent
if [ "$1" = yes ] ||
  grep -qsE ' /etc/systemd/system/(containerd|kubelet)\.service$' /var/lib/barque/ledger; then
  for path in /etc/kubernetes /var/lib/kubelet /var/lib/cni /var/lib/etcd/member /var/lib/containerd /run/flannel; do
    ! there "$path" || found=present
  done
  for name in cni0 flannel.1; do
    ! ip link show dev "$name" >/dev/null 2>&1 || found=present
  done
  if nft list tables 2>/dev/null | grep -q kube-proxy; then found=present; fi
fi
printf 'kubernetes=%s\n' "$found"
`;

/**
 * The kubelet first, or it starts again what is ended here. A container's processes are known by their cgroup, which
 * the kubelet names kubepods; the shims that hold them, by their name. Mounts go before their folders: a removal must
 * never reach into a volume.
 */
const PERFORM = sh`
set -eu
stop() { systemctl stop "$1" 2>/dev/null || true; }
stop kubelet.service
stop containerd.service
for try in 1 2 3 4 5; do
  { grep -l kubepods /proc/[0-9]*/cgroup; grep -l '^containerd-shim' /proc/[0-9]*/comm; } 2>/dev/null |
    cut -d/ -f3 | sort -u | while read -r pid; do kill -9 "$pid" 2>/dev/null || true; done
  grep -q kubepods /proc/[0-9]*/cgroup 2>/dev/null || break
  sleep "0.$try"
done
awk '$2 ~ /^\/(var\/lib\/kubelet\/|var\/lib\/containerd\/|run\/containerd\/|run\/netns\/cni-)/ { print $2 }' /proc/self/mounts |
  sort -r | while read -r mount; do umount -l "$mount" || true; done
rm -f /run/netns/cni-*
for name in cni0 flannel.1 kube-ipvs0; do ip link delete "$name" 2>/dev/null || true; done
for family in ip ip6 inet; do
  nft list tables "$family" 2>/dev/null | awk '$3 ~ /^(kube-proxy|flannel)/ { print $2, $3 }' |
    while read -r of name; do nft delete table "$of" "$name" || true; done
done
for save in iptables ip6tables; do
  if command -v "$save-save" >/dev/null && "$save-save" 2>/dev/null | grep -qE 'KUBE-|FLANNEL|CNI-'; then
    "$save-save" | grep -vE 'KUBE-|FLANNEL|CNI-' | "$save-restore"
  fi
done
if [ -e /var/lib/etcd/member ]; then
  aside=/var/lib/barque/aside/etcd-$(date -u +%Y%m%dT%H%M%SZ)
  mkdir -p "$aside"
  chmod 0700 /var/lib/barque/aside "$aside"
  mv /var/lib/etcd/member "$aside/"
  sync -f "$aside"
  echo "the log of etcd is in $aside"
fi
if grep -qE ' /var/lib/(kubelet|containerd)/' /proc/self/mounts; then
  echo "these are still mounted, so that nothing was removed:"
  awk '$2 ~ /^\/var\/lib\/(kubelet|containerd)\// { print $2 }' /proc/self/mounts
  exit 1
fi
for path in /etc/kubernetes /var/lib/kubelet /var/lib/containerd /var/lib/cni /run/containerd /run/flannel /var/log/pods /var/log/containers; do
  if mountpoint -q "$path"; then
    find "$path" -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +
  else
    rm -rf "$path"
  fi
done
# containerd makes the second from our template.
rm -f /etc/cni/net.d/*flannel* /etc/cni/net.d/10-containerd-net.conflist
# containerd makes the last three for add-ons of its own.
rmdir /var/lib/etcd /etc/cni/net.d /etc/cni /opt/containerd/bin /opt/containerd/lib /opt/containerd 2>/dev/null || true
`;

export const KUBERNETES_CLEAR: VerbKind<KubernetesClear> = {
  do: 'kubernetes.clear',
  tries: 1,
  args: ({ isNode }) => [isNode ? 'yes' : 'no'],
  observe: withShell(PLACES, OBSERVE),
  perform: withShell(PLACES, PERFORM),
  input: () => '',
  simulate: {
    observe: ({ kubernetes, images }) => {
      const { authorities, etcd, node } = kubernetes;
      const isClear = authorities === null && etcd === null && node === null && images.size === 0;
      return { kubernetes: isClear ? 'absent' : 'present' };
    },
    perform: function* (machine) {
      const stop = (unit: string) => () => {
        const now = machine.units.get(unit);
        if (now !== undefined)
          machine.units.set(unit, { ...now, active: false, config: null, settings: null });
      };
      yield { what: 'stop the kubelet', apply: stop('kubelet.service') };
      yield { what: 'stop containerd', apply: stop('containerd.service') };
      yield {
        what: 'move the log of etcd aside',
        apply: () => Object.assign(machine.kubernetes, { etcd: null, member: null }),
      };
      yield {
        what: 'remove what Kubernetes made',
        apply: () => {
          Object.assign(machine.kubernetes, simulatedKubernetes());
          machine.images.clear();
        },
      };
    },
  },
};
