/** The verb `gate`: waits until its condition holds; changes nothing. */
import { type ShellText, sh } from '../base/shell-text.ts';
import type { SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { Gate } from '../plan/verbs/gate.ts';
import type { VerbKind } from './verb-kind.ts';

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
  nodes-ready) shift; api wait --for=condition=Ready --timeout=1s "$@" ;;
  rollout) api --namespace "$2" rollout status "$3" --timeout=1s ;;
esac && echo met=yes || echo met=no
`;

/** The unit's deadline ends it. */
const PERFORM = sh`
tcp() { timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; }
api() { kubectl --kubeconfig /etc/kubernetes/admin.conf "$@"; }
said=
until
  case $1 in
    tcp) tcp "$2" "$3" ;;
      apiserver) until tcp "$2" 6443; do sleep 0.3; done && said=$(api --request-timeout=5s --server "https://$2:6443" get --raw /readyz 2>&1) ;;
    nodes-ready) said=$(shift; api wait --for=condition=Ready --timeout=30s "$@" 2>&1) ;;
    rollout) said=$(api --namespace "$2" rollout status "$3" --timeout=30s 2>&1) ;;
  esac
do
  [ -z "$said" ] || printf '%s\n' "$said" | tail -n 3
  # kubectl costs a busy host more than a quarter of a second, and three hosts ask while they start.
  case $1 in apiserver) sleep 0.8 ;; *) sleep 0.2 ;; esac
done
`;

function argumentsOf(verb: Gate): string[] {
  switch (verb.check) {
    case 'tcp':
      return ['tcp', verb.address, String(verb.port)];
    case 'apiserver':
      return ['apiserver', verb.address];
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
    case 'nodes-ready':
      return machine.api()?.ready(verb.nodes) === true;
    case 'rollout':
      return (machine.api()?.objects.size ?? 0) > 0;
  }
}

export const GATE: VerbKind<Gate> = {
  do: 'gate',
  args: argumentsOf,
  observe: OBSERVE satisfies ShellText,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => ({ met: isMet(machine, verb) ? 'yes' : 'no' }),
    perform: function* (machine, verb) {
      do yield { what: 'look', apply: () => {} };
      while (!isMet(machine, verb));
    },
  },
};
