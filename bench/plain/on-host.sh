#!/bin/bash
# On a host, as root: what kubeadm's documentation asks for before `kubeadm init` (container runtime, kubeadm, kubelet).
# $1: control-plane or worker. BUNDLE: folder with packages, programs and images.
set -euo pipefail
role=$1
export DEBIAN_FRONTEND=noninteractive

cat >/etc/modules-load.d/k8s.conf <<END
overlay
br_netfilter
END
modprobe overlay || [ -d /sys/module/overlay ] || grep -qw overlay /proc/filesystems
modprobe br_netfilter || [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]
cat >/etc/sysctl.d/k8s.conf <<END
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
net.ipv4.ip_forward = 1
END
sysctl -q -p /etc/sysctl.d/k8s.conf

packages=(conntrack ethtool iproute2 iptables kmod nftables procps socat)
[ "$role" = worker ] || packages+=(haproxy keepalived)
apt-get -qq update
apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends "${packages[@]}"

install -m 0755 "$BUNDLE"/programs/containerd/* "$BUNDLE"/programs/runc/runc /usr/local/bin/
mkdir -p /opt/cni/bin
install -m 0755 "$BUNDLE"/programs/cni-plugins/* /opt/cni/bin/
install -m 0755 "$BUNDLE"/programs/kubernetes/hyperkube /usr/local/bin/
for name in kubeadm kubelet kubectl; do ln -sf hyperkube "/usr/local/bin/$name"; done

pause=$(sed -n 's/.*"name": *"\(registry.k8s.io\/pause:[^"]*\)".*/\1/p' "$BUNDLE/bundle.json" | head -n 1)
mkdir -p /etc/containerd
# The runtime part is this lab's (no CAP_SYS_RESOURCE, cgroup v1); the bundle has no flannel CNI plugin, so that
# containerd writes the bridge's configuration.
cat >/etc/containerd/config.toml <<END
version = 3
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '$pause'
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true
  [plugins.'io.containerd.cri.v1.runtime'.cni]
    conf_template = '/etc/containerd/cni.template'
  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
    runtime_type = 'io.containerd.runc.v2'
    [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
      SystemdCgroup = false
END
cat >/etc/containerd/cni.template <<'END'
{"cniVersion":"1.0.0","name":"cbr0","plugins":[
 {"type":"bridge","bridge":"cni0","isDefaultGateway":true,"hairpinMode":true,"mtu":1450,
  "ipam":{"type":"host-local","ranges":[[{"subnet":"{{.PodCIDR}}"}]]}},
 {"type":"portmap","capabilities":{"portMappings":true},"backend":"nftables"}]}
END
# containerd's own unit (containerd.service of its repository).
cat >/etc/systemd/system/containerd.service <<'END'
[Unit]
Description=containerd container runtime
After=network.target dbus.service
[Service]
ExecStart=/usr/local/bin/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
OOMScoreAdjust=-999
[Install]
WantedBy=multi-user.target
END
# Unit and drop-in of Kubernetes' own packages.
cat >/etc/systemd/system/kubelet.service <<'END'
[Unit]
Description=kubelet: The Kubernetes Node Agent
Wants=network-online.target
After=network-online.target
[Service]
ExecStart=/usr/local/bin/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10
[Install]
WantedBy=multi-user.target
END
mkdir -p /etc/systemd/system/kubelet.service.d
cat >/etc/systemd/system/kubelet.service.d/10-kubeadm.conf <<'END'
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/local/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
END
systemctl daemon-reload
systemctl -q enable --now containerd
systemctl -q enable kubelet

# An archive of the images that this host needs, as `ctr images export` would have made one.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '{"imageLayoutVersion":"1.0.0"}' >"$work/oci-layout"
wanted='coredns/coredns|kube-proxy|pause|flannel-io/flannel'
[ "$role" = worker ] || wanted="$wanted|etcd|kube-apiserver|kube-controller-manager|kube-scheduler"
sed -n -E 's/.*"name": *"([^"]*)".*/name \1/p; s/.*"manifest": *"([^"]*)".*/manifest \1/p' "$BUNDLE/bundle.json" |
  awk '$1 == "name" {name = $2} $1 == "manifest" {print name, $2}' | grep -E "/($wanted):" >"$work/images"
{
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":['
  comma=
  while read -r name manifest; do
    printf '%s{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"io.containerd.image.name":"%s","org.opencontainers.image.ref.name":"%s"}}' \
      "$comma" "$manifest" "$(stat -c %s "$BUNDLE/images/blobs/sha256/$manifest")" "$name" "${name##*:}"
    comma=,
  done <"$work/images"
  printf ']}'
} >"$work/index.json"
while read -r _ manifest; do
  printf '%s\n' "$manifest"
  grep -o 'sha256:[0-9a-f]*' "$BUNDLE/images/blobs/sha256/$manifest" | cut -d: -f2
done <"$work/images" | sort -u | sed 's#^#blobs/sha256/#' >"$work/blobs"
tar -c -f - -C "$BUNDLE/images" --files-from="$work/blobs" -C "$work" oci-layout index.json |
  ctr -n k8s.io images import --label io.cri-containerd.pinned=pinned - >/dev/null
