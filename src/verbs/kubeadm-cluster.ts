/** The verb `kubeadm.cluster`: what kubeadm keeps once for all: its configuration, rules of access, kube-proxy. */
import { sh, withShell } from '../base/shell-text.ts';
import { KUBE_CLIENT } from '../facts/kube-client.ts';
import type { KubeadmCluster } from '../plan/verbs/kubeadm-cluster.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * The ConfigMap `barque` in kube-system holds the digest of what was wanted and of what kubeadm made of it; the
 * latter is computed anew from the three ConfigMaps. What an API that gives no answer holds is unknown.
 */
const OBSERVE = sh`
if [ ! -f /etc/kubernetes/admin.conf ]; then printf 'config=absent\nlive=absent\n'; exit 0; fi
seen=$(kube --namespace kube-system get configmap barque kubeadm-config kubelet-config kube-proxy --ignore-not-found \
  -o 'jsonpath={range .items[?(@.metadata.name=="barque")]}{.data.cluster}{end}{"\n"}{range .items[?(@.metadata.name!="barque")]}{.data}{end}') ||
  { printf 'config=unknown\nlive=unknown\n'; exit 0; }
stamp=$(printf '%s\n' "$seen" | head -n1)
config=$(printf %s "$stamp" | cut -d' ' -f1)
was=$(printf %s "$stamp" | cut -s -d' ' -f2)
[ -n "$config" ] || config=absent
if [ "$config" = absent ]; then live=absent
elif [ "$(printf %s "$seen" | tail -n+2 | sha256sum | cut -c1-64)" = "$was" ]; then live=as-written
else live=changed; fi
printf 'config=%s\nlive=%s\n' "$config" "$live"
`;

/**
 * Arguments: configuration, digest, `begins` or `stands`, then what kube-proxy's environment gets. All goes to the seat's own
 * apiserver, so that creation does not wait for the VIP.
 * The rule that makes admin.conf an administrator's needs super-admin.conf once. bootstrap-token is for its rules
 * (nodes may ask for certificates); the token that it makes as well goes at once.
 */
const PERFORM = sh`
set -eu
umask 077
config=$1 digest=$2 cluster=$3
shift 3
server=$(sed -n 's/^ *server: //p' /etc/kubernetes/kubelet.conf)
here=/run/barque/seat.conf
trap 'rm -f "$here" "$here.admin"' EXIT
[ -e /etc/kubernetes/super-admin.conf ] || kubeadm init phase kubeconfig super-admin --config "$config"
sed "s#^\( *server: \).*#\1$server#" /etc/kubernetes/super-admin.conf >"$here.admin"
sed "s#^\( *server: \).*#\1$server#" /etc/kubernetes/admin.conf >"$here"
# Kubernetes may be starting at this very moment; the unit's deadline ends the wait.
until kubectl --kubeconfig "$here.admin" --server "$server" --request-timeout=5s get --raw /readyz >/dev/null 2>&1; do sleep 0.3; done
if [ "$cluster" = stands ]; then
  known=$(kubectl --kubeconfig "$here.admin" --request-timeout=10s --namespace kube-system get configmap kubeadm-config barque --ignore-not-found -o name)
  if [ -z "$known" ]; then
    rm -f /etc/kubernetes/super-admin.conf
    echo "etcd holds nothing of this cluster, which was whole once: neither kubeadm-config nor barque is in kube-system."
    echo "Its data is gone, or an empty etcd stands in its place; nothing was written. Restore a snapshot, or reset and create anew."
    exit 1
  fi
fi
kubectl --kubeconfig "$here.admin" --request-timeout=10s apply --server-side --force-conflicts --validate=false --field-manager=barque-cluster -f - <<'RULE'
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: 'kubeadm:cluster-admins'}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'kubeadm:cluster-admins'}]
RULE
export KUBECONFIG="$here"
api() { kubectl --request-timeout=10s --namespace kube-system "$@"; }
hash() { sha256sum | cut -c1-64; }
proxy() { api get configmap kube-proxy --ignore-not-found -o 'jsonpath={.data}' | hash; }
note() {
  printf '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"barque","namespace":"kube-system"},"data":{%s}}' "$1" |
    api apply --server-side --force-conflicts --validate=false --field-manager=barque-cluster -f -
}
# kube-proxy reads its configuration only when it starts: which one its pods were last started with is noted.
rolled=$(api get configmap barque --ignore-not-found -o 'jsonpath={.data.proxy}')
if [ -n "$rolled" ] && [ "$(proxy)" != "$rolled" ]; then rolled=changed; fi
# It is not noted as made while it is made anew: not all of it shows by what it is compared with.
[ -z "$rolled" ] || note "\"proxy\":\"$rolled\""
kubeadm init phase upload-config kubeadm --config "$config" --kubeconfig "$here"
kubeadm init phase upload-config kubelet --config "$config" --kubeconfig "$here" &
kubelet=$!
kubeadm init phase bootstrap-token --config "$config" --kubeconfig "$here" --skip-token-print &
rules=$!
kubeadm init phase addon kube-proxy --config "$config" --kubeconfig "$here" &
addon=$!
# Each for itself: a bare wait ends well whatever they came to, and what an earlier go made would pass for this one's.
failed=
wait "$kubelet" || failed="$failed upload-config/kubelet"
wait "$rules" || failed="$failed bootstrap-token"
wait "$addon" || failed="$failed addon/kube-proxy"
if [ -n "$failed" ]; then
  echo "these phases of kubeadm failed, and nothing was noted as done:$failed"
  exit 1
fi
api delete secret --field-selector type=bootstrap.kubernetes.io/token --ignore-not-found &
token=$!
# kubeadm has no place for it, and writes the whole DaemonSet anew whenever it is asked: a pod may start twice then.
api set env daemonset/kube-proxy "$@" &
environment=$!
# kubectl fails when one of them is missing, and set -e ends this before anything is noted.
made=$(api get configmap kubeadm-config kubelet-config kube-proxy -o 'jsonpath={range .items[*]}{.data}{end}')
live=$(printf %s "$made" | hash)
wait "$token"
wait "$environment"
proxy=$(proxy)
if [ -n "$rolled" ] && [ "$rolled" != "$proxy" ]; then api rollout restart daemonset/kube-proxy; fi
note "\"cluster\":\"$digest $live\",\"proxy\":\"$proxy\""
`;

export const KUBEADM_CLUSTER: VerbKind<KubeadmCluster> = {
  do: 'kubeadm.cluster',
  asksCluster: true,
  tries: 2,
  args: verb => [
    verb.config,
    verb.digest,
    verb.begins ? 'begins' : 'stands',
    ...verb.proxyEnv.map(({ name, value }) => `${name}=${value}`),
  ],
  observe: withShell(KUBE_CLIENT, OBSERVE),
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: machine => {
      const api = machine.api();
      if (api === null && machine.kubernetes.node !== null) return { config: 'unknown', live: 'unknown' };
      const config = api?.config ?? null;
      return { config: config ?? 'absent', live: config === null ? 'absent' : 'as-written' };
    },
    perform: function* (machine, verb) {
      yield {
        what: 'make super-admin.conf',
        apply: () => {
          machine.kubernetes.superAdmin = true;
        },
      };
      while (machine.api() === null) yield { what: 'looking for the API', apply: () => {} };
      if (!verb.begins && machine.api()?.config === null) {
        machine.kubernetes.superAdmin = false;
        return;
      }
      // What kubeadm uploads shows only by the digest that is noted at the end.
      yield { what: 'upload the configuration', apply: () => {} };
      if (machine.api() === null) return;
      yield {
        what: 'note its digest',
        apply: () => {
          const api = machine.api();
          if (api !== null) api.config = verb.digest;
        },
      };
    },
  },
};
