/** The verb `gate`: waits until its condition holds; changes nothing. */
import { sh, withShell } from '../base/shell-text.ts';
import { ETCD_CLIENT } from '../facts/etcd-client.ts';
import { kubeletRuns } from '../hosts/simulated/kubelet.ts';
import type { SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { Gate } from '../plan/verbs/gate.ts';
import { majorityOf } from '../view/etcd-now.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * `spare ADDRESS`: whether etcd goes on without the member of this host, and if not, how many of how many are healthy. Of
 * fewer than three none can be spared, and none is asked for. A member that does not run, or gives no answer three times, is
 * none that would be stopped: its repair waits for nobody. Seconds for each of the others: 2 to connect and 2 to read.
 */
const SPARE = sh`
spare() {
  pgrep -x etcd >/dev/null || return 0
  asked=1
  until etcd --command-timeout=2s endpoint status >/dev/null 2>&1; do
    [ "$asked" -lt 3 ] || return 0
    asked=$((asked + 1))
    sleep 1
  done
  list=$(etcd --command-timeout=4s member list 2>/dev/null) ||
    { echo "no majority of etcd answers: this member must not be stopped as well"; return 1; }
  voters=$(printf '%s\n' "$list" | grep -c ', false$')
  [ "$voters" -ge 3 ] || return 0
  # All at once: several that are away must not add up to more than an answer may take.
  asked=
  for url in $(printf '%s\n' "$list" | awk -F', ' -v own="https://$1:2379" '$6 == "false" && $5 != "" && $5 != own { print $5 }'); do
    etcd_at --endpoints="$url" --command-timeout=2s endpoint health >/dev/null 2>&1 &
    asked="$asked $!"
  done
  healthy=0
  for pid in $asked; do
    if wait "$pid"; then healthy=$((healthy + 1)); fi
  done
  needed=$((voters / 2 + 1))
  [ "$healthy" -lt "$needed" ] || return 0
  echo "$healthy of the other $((voters - 1)) members of etcd are healthy; without this one $needed of $voters are needed. Bring the others back first."
  return 1
}
`;

/**
 * Arguments: check, then its own. One second for a TCP connection is the first SYN retransmission (RFC 6298, 2.1):
 * later answers are failures. The apiserver is asked only once its port is open, since kubectl costs a busy host 0.2 s.
 */
const OBSERVE = sh`
tcp() { timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; }
api() { timeout 6 kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout=5s "$@" >/dev/null 2>&1; }
case $1 in
  tcp) tcp "$2" "$3" ;;
  apiserver) tcp "$2" 6443 && api --server "https://$2:6443" get --raw /readyz ;;
  etcd-spare) spare "$2" >/dev/null ;;
  nodes-ready) shift; api wait --for=condition=Ready --timeout=1s "$@" ;;
  rollout) api --namespace "$2" rollout status "$3" --timeout=1s ;;
esac && echo met=yes || echo met=no
`;

/**
 * The unit's deadline ends it; what it has said by then is all that a person reads. An apiserver that has lost its etcd
 * ends by itself again and again and says nothing, so that kubelet and etcd are asked in its place: seldom, since three
 * hosts wait while they start.
 */
const PERFORM = sh`
tcp() { timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; }
api() { kubectl --kubeconfig /etc/kubernetes/admin.conf "$@"; }
why_closed() {
  if ! systemctl is-active --quiet kubelet.service; then
    echo "nothing listens at $1:6443, and the kubelet, which starts it, does not run"
  elif ! pgrep -x etcd >/dev/null; then
    echo "nothing listens at $1:6443; it waits for its etcd, which does not run here"
  elif ! etcd --command-timeout=2s endpoint health >/dev/null 2>&1; then
    echo "nothing listens at $1:6443; it waits for its etcd, which runs here and has no majority: are the other control planes up?"
  else
    echo "nothing listens at $1:6443; its etcd is healthy"
  fi
}
told=
tell() {
  [ "$1" = "$told" ] || printf '%s\n' "$1" | tail -n 3
  told=$1
}
opens() {
  looks=0
  until tcp "$1" 6443; do
    looks=$((looks + 1))
    [ $((looks % 30)) -ne 0 ] || tell "$(why_closed "$1")"
    sleep 0.3
  done
}
said=
until
  case $1 in
    tcp) tcp "$2" "$3" ;;
    apiserver) opens "$2" && said=$(api --request-timeout=5s --server "https://$2:6443" get --raw /readyz 2>&1) ;;
    etcd-spare) said=$(spare "$2") ;;
    nodes-ready) said=$(shift; api wait --for=condition=Ready --timeout=30s "$@" 2>&1) ;;
    rollout) said=$(api --namespace "$2" rollout status "$3" --timeout=30s 2>&1) ;;
  esac
do
  tell "$said"
  # kubectl costs a busy host more than a quarter of a second, and three hosts ask while they start.
  case $1 in apiserver | etcd-spare) sleep 0.8 ;; *) sleep 0.2 ;; esac
done
`;

function argumentsOf(verb: Gate): string[] {
  switch (verb.check) {
    case 'tcp':
      return ['tcp', verb.address, String(verb.port)];
    case 'apiserver':
    case 'etcd-spare':
      return [verb.check, verb.address];
    case 'nodes-ready':
      return ['nodes-ready', ...verb.nodes.map(node => `node/${node}`)];
    case 'rollout':
      return ['rollout', verb.namespace, verb.name];
  }
}

/** kubeadm's. On a simulated host it is open while the apiserver behind it is ready. */
const APISERVER_PORT = 6443;

function isMet(machine: SimulatedMachine, verb: Gate): boolean {
  switch (verb.check) {
    case 'tcp':
      return machine.accepts(verb.address, verb.port);
    case 'apiserver':
      return machine.kubernetes.node !== null && machine.accepts(verb.address, APISERVER_PORT);
    case 'etcd-spare':
      return isSpare(machine);
    case 'nodes-ready':
      return machine.api()?.ready(verb.nodes) === true;
    case 'rollout':
      return (machine.api()?.objects.size ?? 0) > 0;
  }
}

/** A simulated member runs with its kubelet. */
function isSpare(machine: SimulatedMachine): boolean {
  const { member } = machine.kubernetes;
  if (member === null || !kubeletRuns(machine)) return true;
  const api = machine.api();
  if (api === null) return false;
  const voters = api.members().filter(({ learner }) => !learner);
  const healthy = voters.filter(({ id }) => id !== member.id && api.runs(id)).length;
  return voters.length < 3 || healthy >= majorityOf(voters.length);
}

export const GATE: VerbKind<Gate> = {
  do: 'gate',
  // A gate ends by itself only when its condition held; on a host that starts three dozen programs the look after it can
  // find otherwise for a moment.
  tries: 2,
  args: argumentsOf,
  observe: withShell(withShell(ETCD_CLIENT, SPARE), OBSERVE),
  perform: withShell(withShell(ETCD_CLIENT, SPARE), PERFORM),
  input: () => '',
  simulate: {
    observe: (machine, verb) => ({ met: isMet(machine, verb) ? 'yes' : 'no' }),
    perform: function* (machine, verb) {
      do yield { what: 'look', apply: () => {} };
      while (!isMet(machine, verb));
    },
  },
};
