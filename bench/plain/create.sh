#!/bin/bash
# The plain script, second part: balancers, kubeadm init, joins one after another, flannel, and the wait for all of it.
. "$(dirname "$0")/common.sh"

port=8443
ignore=SystemVerification,Swap
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kubectl() { on "$first" kubectl --kubeconfig /etc/kubernetes/admin.conf "$@"; }

# HAProxy and Keepalived as in kubeadm's "Options for Software Load Balancing", with its values.
balancer() {
  local host=${1%%=*} at state=BACKUP priority=100
  [ "$host" != "$first" ] || state=MASTER priority=101
  {
    cat "$here/haproxy.cfg"
    for at in "${planes[@]}"; do printf '    server %s %s:6443 check verify none\n' "${at%%=*}" "${at#*=}"; done
  } | sed "s/@PORT@/$port/" | on "$host" 'cat >/etc/haproxy/haproxy.cfg'
  sed "s#@STATE@#$state#; s#@PRIORITY@#$priority#; s#@VIP@#$VIP/$PREFIX#; s/@INTERFACE@/$INTERFACE/" "$here/keepalived.conf" |
    on "$host" 'cat >/etc/keepalived/keepalived.conf'
  sed "s/@PORT@/$port/" "$here/check_apiserver.sh" |
    on "$host" 'cat >/etc/keepalived/check_apiserver.sh && chmod 0755 /etc/keepalived/check_apiserver.sh &&
      systemctl -q enable haproxy keepalived && systemctl restart haproxy keepalived'
}
everywhere balancer "${planes[@]}"
phase_ended balancers

sed "s/@VIP@/$VIP/; s/@PORT@/$port/; s/@KUBERNETES@/$KUBERNETES/; s/@ADDRESS@/${planes[0]#*=}/" "$here/kubeadm.yaml.in" |
  on "$first" 'cat >/root/kubeadm.yaml'
on "$first" kubeadm init --config /root/kubeadm.yaml --upload-certs --ignore-preflight-errors="$ignore" | tee "$work/init"
phase_ended init

image=$(on "$first" "sed -n 's#.*\"name\": *\"\([^\"]*flannel-io/flannel:[^\"]*\)\".*#\1#p' $BUNDLE/bundle.json")
sed "s#@IMAGE@#$image#" "$here/flannel.yaml.in" | kubectl apply -f -

token=$(sed -n 's/.*--token \([a-z0-9.]*\).*/\1/p' "$work/init" | head -n 1)
hash=$(sed -n 's/.*--discovery-token-ca-cert-hash \(sha256:[0-9a-f]*\).*/\1/p' "$work/init" | head -n 1)
key=$(sed -n 's/.*--certificate-key \([0-9a-f]*\).*/\1/p' "$work/init" | head -n 1)
# `kubeadm join` with what init printed; a file, since no flag says that the images are there.
join() {
  local host=${1%%=*}
  {
    sed "s/@VIP@/$VIP/; s/@PORT@/$port/; s/@TOKEN@/$token/; s/@HASH@/$hash/" "$here/join.yaml.in"
    [ "$2" = worker ] || printf 'controlPlane: {certificateKey: %s, localAPIEndpoint: {advertiseAddress: %s}}\n' "$key" "${1#*=}"
  } | on "$host" 'cat >/root/join.yaml'
  on "$host" kubeadm join --config /root/join.yaml --ignore-preflight-errors="$ignore"
  phase_ended "join-$host"
}
for plane in "${planes[@]:1}"; do join "$plane" control-plane; done
for worker in ${workers[@]+"${workers[@]}"}; do join "$worker" worker; done

kubectl wait --for=condition=Ready nodes --all --timeout=5m
kubectl -n kube-system rollout status deployment/coredns --timeout=5m
phase_ended ready
