/** What each verb is about, in a few words: the line of a step in a plan and in a run. */
import { unreachable } from '../../base/errors.ts';
import type { Step } from '../../plan/change.ts';
import { differenceOf } from '../../plan/difference.ts';
import { isLate, type LateName } from '../../plan/late.ts';
import type { Verb } from '../../plan/verb.ts';
import type { Gate } from '../../plan/verbs/gate.ts';
import type { NodeMark } from '../../plan/verbs/node-mark.ts';
import { ANY_VERSION } from '../../plan/verbs/package-install.ts';
import { some } from './listing.ts';
import { byteText } from './quantities.ts';

/** What a step of a plan will do, given what it starts from. */
export function wordsOfStep(step: Step, most: number): string {
  const { verb, before } = step;
  if (verb.do === 'kubeadm.join' && before?.['joined'] === 'yes')
    return 'the kubelet’s settings as the cluster has them now (kubeadm)';
  if (
    verb.do === 'kubeadm.control-plane' &&
    before?.['etcd'] === 'started' &&
    before['kubelet'] === 'running'
  )
    return 'the static pods and the kubelet’s settings as the file has them now (kubeadm)';
  const strays = verb.do === 'folder.keep' ? before?.['strays'] : undefined;
  if (strays !== undefined) return `not wanted any more: ${some(strays.split(','), most)}`;
  const overriding = verb.do === 'unit.load' ? before?.['overridden'] : undefined;
  if (overriding !== undefined && overriding !== 'no')
    return `${wordsOf(verb, most)}; what overrides it goes aside: ${some(overriding.split(','), most)}`;
  return wordsOf(differenceOf(step), most);
}

/** Lists in it are cut after `most` members. */
export function wordsOf(verb: Verb, most = 5): string {
  switch (verb.do) {
    case 'file.put':
      return `file ${verb.path}${verb.accept === null ? '' : ` (${verb.accept} checks it first)`}`;
    case 'folder.keep':
      return `what nobody wants any more goes from ${verb.folder}`;
    case 'program.put': {
      const bytes = verb.programs.reduce((sum, { size }) => sum + size, 0);
      const names = verb.programs.map(({ name }) => name);
      return `programs ${some(names, most)} in ${verb.folder} (${byteText(bytes)})`;
    }
    case 'image.import':
      return `images ${some(
        verb.images.map(({ name }) => name.split('/').at(-1)!),
        most,
      )}`;
    case 'kernel.tune': {
      const settings = Object.entries(verb.settings).map(([name, value]) => `${name} = ${value}`);
      const parts = [...verb.modules.map(name => `module ${name}`), ...settings];
      return `kernel: ${some(parts, most)}`;
    }
    case 'package.install':
      return `packages ${some(
        verb.packages.map(({ name, version }) => packageWords(name, version, verb.orNewer)),
        most,
      )}`;
    case 'unit.load':
      return `${verb.unit} runs with this configuration`;
    case 'unit.stop':
      return `${verb.unit} runs no more`;
    case 'gate':
      return `wait until ${gateWords(verb, most)}`;
    case 'authority.mint':
      return 'make the cluster’s certificate authorities and service-account keys';
    case 'authority.put':
      return 'the cluster’s certificate authorities and service-account keys';
    case 'kubeadm.control-plane':
      return 'certificates, etcd member, control plane and kubelet (kubeadm)';
    case 'kubeadm.finish':
      return 'the kubelet renews its own certificate; super-admin.conf goes';
    case 'kubeadm.cluster':
      return 'what the cluster keeps once: kubeadm’s configuration, rules of access, kube-proxy';
    case 'kubeadm.join':
      return 'join the cluster as a worker (kubeadm)';
    case 'object.apply':
      return `objects of ${verb.set}: ${some(
        verb.kinds.map(kind => kind.split('.')[0]!),
        most,
      )}`;
    case 'node.mark':
      return markWords(verb, Math.min(most, 3));
    case 'etcd.admit':
      return verb.remove === null
        ? `etcd admits ${verb.member} as a learner`
        : `etcd admits ${verb.member} anew; its old member, which lost its log, goes`;
    case 'etcd.leave':
      return 'the etcd member that lost its log is not started again';
    case 'backend.state':
      return verb.state === 'drain'
        ? `HAProxy sends nobody to ${verb.backend} any more`
        : `HAProxy sends requests to ${verb.backend} again`;
    case 'etcd.yield':
      return 'the leadership of etcd goes to another member';
    case 'node.delete':
      return `the API forgets the node ${verb.node}`;
    case 'node.drain':
      return verb.state === 'drained'
        ? `pods leave ${verb.node}, which takes no new ones`
        : `${verb.node} takes pods again`;
    case 'vip.clear':
      return `takes away ${verb.vip}, which somebody added by hand`;
    case 'vip.yield':
      return verb.yields ? 'stands aside until another balancer has the VIP' : 'may take the VIP';
    case 'fault.inject':
      return `drill: ${verb.act} ${verb.program}`;
    case 'kubernetes.clear':
      return 'stop Kubernetes and remove what it made; a log of etcd, where there is one, goes to /var/lib/barque/aside';
    case 'ledger.restore':
      return 'stop our units, remove our files and put originals back';
    case 'package.remove':
      return 'purge the packages that came with Barque';
    case 'host.forget':
      return 'forget the cluster';
    case 'etcd.save':
      return `a snapshot of etcd, /var/lib/barque/snapshots/${verb.snapshot}.db`;
    case 'etcd.promote':
      return `etcd members that vote: ${some(verb.members, most)}`;
    default:
      return unreachable(verb);
  }
}

/** `haproxy 2.8 or newer`; a name alone where any version will do. */
function packageWords(name: string, version: string, orNewer: boolean): string {
  if (version === ANY_VERSION) return name;
  return orNewer ? `${name} ${version} or newer` : `${name} ${version}`;
}

/** `w1 disk=ssd`, `cp1 node-role.kubernetes.io/control-plane:NoSchedule`, `w2 without disk`. */
function markWords({ nodes }: NodeMark, most: number): string {
  const words = nodes.flatMap(({ node, marks }) =>
    marks.map(mark => {
      if (mark.state === 'absent') return `${node} without ${mark.key}`;
      const value = mark.value === '' ? '' : `=${mark.value}`;
      if (mark.kind === 'label') return `${node} ${mark.key}${value}`;
      return `${node} ${mark.key.replace(':', `${value}:`)}`;
    }),
  );
  if (words.length === 0) return 'nodes remember which of their labels and taints are Barque’s';
  return `labels and taints of nodes: ${some(words, most)}`;
}

function gateWords(gate: Gate, most: number): string {
  switch (gate.check) {
    case 'tcp':
      return `${gate.address}:${gate.port} accepts connections`;
    case 'apiserver':
      return `the apiserver of ${gate.address} says that it is ready`;
    case 'etcd-spare':
      return 'the other members of etcd are a majority without this one';
    case 'nodes-ready':
      return `these nodes are ready: ${some(gate.nodes, most)}`;
    case 'rollout':
      return `every replica of ${gate.namespace}/${gate.name} is there`;
    default:
      return unreachable(gate);
  }
}

/** A late value's name as people say it. */
export function lateWords(name: LateName): string {
  switch (name) {
    case 'authorities':
      return 'the cluster’s certificate authorities (secret)';
    case 'authorities-digest':
      return 'their digest';
    case 'ca':
      return 'the cluster’s CA';
    case 'ca-digest':
      return 'the CA’s digest';
    default:
      return `credentials of the node ${name.split('/')[1]} (secret)`;
  }
}

/** Whether a file's content is made in the run. */
export function isLateFile(verb: Verb): boolean {
  return verb.do === 'file.put' && isLate(verb.blob);
}
