/** What a problem means and what to do about it, in words. */
import { unreachable } from '../../base/errors.ts';
import { contactOf } from '../../checks/contact.ts';
import { contactRemedy, contactWords } from '../../checks/contact-remedy.ts';
import { sshTarget } from '../../checks/ssh-target.ts';
import { loginCommand } from '../../hosts/login-command.ts';
import type { ResolvedSpec } from '../../spec/resolved.ts';
import type { Problem } from '../../view/problem.ts';
import { hostList, some } from './listing.ts';

export interface ProblemWords {
  /** What is seen and what it means. */
  means: string;
  /** What to do; a command to copy stands in backticks. */
  next: string;
}

/** Pods that are named. */
const PODS = 4;

/** What words need to know of the cluster to be typed as they stand. */
export interface Speaking {
  /** Completes a command of Barque for the file in hand. */
  command(words: string): string;
  spec: Pick<ResolvedSpec, 'hosts' | 'sshConfig'>;
}

export function problemWords(problem: Problem, { command, spec }: Speaking): ProblemWords {
  const run = (words: string) => `\`${command(words)}\``;
  const onHost = (host: string, words: string) => `\`${onHostWords(spec, host, words)}\``;
  switch (problem.id) {
    case 'nothing-there':
      return {
        means: 'there is no cluster yet: no host that answers has anything of it',
        next: `Make it: ${run('barque apply')}`,
      };
    case 'not-complete':
      return {
        means: `${hostList(problem.hosts)}: not finished; it has no record of the cluster yet`,
        next: `Run ${run('barque apply')} again: it goes on from what it finds.`,
      };
    case 'foreign-host':
      return {
        means: `${problem.host} belongs to another cluster, ${problem.cluster}`,
        next: 'Correct its address in the file; Barque never changes a host of another cluster.',
      };
    case 'host-silent':
      return silentWords(problem, spec, run('barque status --timeout 10s'));
    case 'host-unreadable':
      return {
        means: `${problem.host} answers, and Barque may not look: ${firstLine(problem.because)}`,
        next: 'Barque needs root there: as user root, or by sudo without a password.',
      };
    case 'host-not-in-file':
      return {
        means: `${problem.host} is in the cluster’s record and not in the file; it may still run`,
        next: `Put it back into the file; if it is to go for good, then ${run(`barque node remove ${problem.host}`)}. Barque does not touch it by itself.`,
      };
    case 'unit-not-running':
      return {
        means: `${problem.unit} does not run on ${problem.host}: ${problem.state}`,
        next: `See why: ${onHost(problem.host, `journalctl -n 50 -u ${problem.unit}`)}; then ${run('barque apply')}`,
      };
    case 'vip-not-held':
      if (problem.silent.length === 0) {
        return {
          means: `no host holds ${problem.vip}: nobody reaches the API by it`,
          next: `See what Keepalived says on a balancer: \`journalctl -n 50 -u keepalived\`; then ${run('barque apply')}`,
        };
      }
      return {
        means: `no host that answers holds ${problem.vip}; ${hostList(problem.silent)} may, and cannot be asked`,
        next: 'Bring back the hosts that do not answer, or see what Keepalived says on the others: `journalctl -n 50 -u keepalived`',
      };
    case 'vip-held-twice':
      return {
        means: `${hostList(problem.hosts)} hold ${problem.vip} at once: connections go to either, and break when it moves`,
        next: 'Keepalived does not hear its peer: let protocol 112 (VRRP) through between them, and look for a network that is cut in two.',
      };
    case 'vip-not-serving':
      return {
        means: `${problem.host} holds the VIP, and its HAProxy does not run or has no backend that is up: the API is not to be reached`,
        next: `See why: ${onHost(problem.host, 'journalctl -n 50 -u haproxy')}`,
      };
    case 'backend-down':
      return {
        means: `${hostList(problem.seenBy)} ${problem.seenBy.length === 1 ? 'sends' : 'send'} nothing to ${problem.backend}: HAProxy says ${[problem.status, problem.check].filter(Boolean).join(', ')}`,
        next: `Ask it yourself from there: \`curl -k https://${problem.backend}:6443/readyz\`. L4 means network or firewall, L6 its certificate, L7 that it says it is not ready.`,
      };
    case 'haproxy-mute':
      return {
        means: `HAProxy runs on ${problem.host} and does not answer on its socket: it hangs, or is not ours`,
        next: `See what it says: ${onHost(problem.host, 'journalctl -n 50 -u haproxy')}`,
      };
    case 'api-down':
      return {
        means:
          'no apiserver that can be asked is ready: nothing can be changed, and what runs goes on unwatched',
        next: 'What each says stands below; begin with etcd.',
      };
    case 'apiserver-not-ready':
      return {
        means: `the apiserver of ${problem.host} is not ready${problem.because === '' ? '' : `: ${problem.because}`}`,
        next: `See its last words: ${onHost(problem.host, 'tail -n 30 /var/log/pods/kube-system_kube-apiserver-*/*/*.log')}`,
      };
    case 'nodes-unknown':
      return {
        means: 'an apiserver is ready and did not list its nodes in time',
        next: `Look again with more patience: ${run('barque status --timeout 10s')}`,
      };
    case 'etcd-silent':
      return {
        means: 'no etcd member answers: nobody knows who the members are',
        next: 'Bring back the control planes that do not answer; on those that do, see its last words: `tail -n 30 /var/log/pods/kube-system_etcd-*/*/*.log`',
      };
    case 'etcd-no-quorum':
      return {
        means: `etcd has no majority: ${problem.healthy.length} of ${problem.members} members follow a leader, ${problem.needed} are needed; nothing can be written`,
        next: 'Bring back a control plane that is away: its data is whole. Never start a member anew with an empty folder.',
      };
    case 'etcd-no-leader':
      return {
        means: 'etcd’s members answer and do not agree on a leader; nothing can be written until they do',
        next: 'If it lasts longer than some seconds, look for slow disks and for a network that is cut between control planes (port 2380).',
      };
    case 'etcd-member-down':
      return {
        means: `etcd’s member ${problem.member} does not answer; ${lossWords(problem.margin)}`,
        next: `Bring ${problem.member} back; its member catches up by itself.`,
      };
    case 'etcd-member-cut-off':
      return {
        means: `etcd’s member ${problem.member} answers and follows no leader, while others do: it is cut off from them`,
        next: 'Look at the network between it and the other control planes (port 2380), both ways.',
      };
    case 'etcd-not-a-member':
      return {
        means: `${problem.host} is a control plane and no member of etcd`,
        next: `Let it join: ${run('barque apply')}`,
      };
    case 'etcd-stranger':
      return {
        means: `etcd has a member ${problem.member} that is no control plane of the file; it counts for the majority`,
        next: 'Put the host back into the file, or take the member out: `etcdctl member remove`.',
      };
    case 'etcd-learner':
      return {
        means: `etcd’s member ${problem.member} copies the log and has no vote yet`,
        next: `If no run is at work: ${run('barque apply')}`,
      };
    case 'etcd-alarm':
      return problem.alarm === 'NOSPACE'
        ? {
            means: `etcd on ${problem.host} is full and takes no more writes`,
            next: 'Compact and defragment it, then `etcdctl alarm disarm`.',
          }
        : {
            means: `etcd on ${problem.host} raises the alarm ${problem.alarm}: its data differs from that of the others`,
            next: 'Take a backup from a healthy member now, before anything is restarted.',
          };
    case 'node-not-ready':
      return {
        means: `the node ${problem.node} is not Ready: its pods are moved away after five minutes`,
        next: `See what its kubelet says: ${onHost(problem.node, 'journalctl -n 50 -u kubelet')}`,
      };
    case 'node-missing':
      return {
        means: `${problem.node} is in the file, and the API has no such node`,
        next: `Let it join: ${run('barque apply')}`,
      };
    case 'node-cordoned':
      return {
        means: `the node ${problem.node} takes no new pods: somebody has cordoned it`,
        next: `When the work on it is done: \`kubectl uncordon ${problem.node}\``,
      };
    case 'node-stranger':
      return {
        means: `the API has a node ${problem.node} that is not in the file: it gets pods, and Barque does not look after it`,
        next: `Put it into the file if it is yours. Else find out who let it in, stop its kubelet, and then: \`kubectl delete node ${problem.node}\``,
      };
    case 'static-pod-stranger':
      return {
        means: `the kubelet of ${problem.host} runs pods by files that are not kubeadm’s: ${some(problem.files, PODS)}`,
        next: `Look at them in /etc/kubernetes/manifests: a copy of a manifest runs as well, whatever its name ends with. What nobody wants goes out of that folder; Barque does not touch it.`,
      };
    case 'host-in-maintenance':
      return {
        means: `${problem.host} is in maintenance since ${problem.since}: nothing is sent there`,
        next: `When the work on it is done: ${run(`barque node return ${problem.host}`)}`,
      };
    case 'pods-starting':
      return {
        means: `new pods of the system that are not ready yet: ${some(problem.pods, PODS)}`,
        next: 'That takes up to a minute; look again then.',
      };
    case 'pods-not-running': {
      const names = problem.pods.map(({ name, status }) => `${name} (${status})`);
      return {
        means: `pods of the system that are not ready: ${some(names, PODS)}`,
        next: `\`kubectl -n ${problem.pods[0]!.namespace} describe pod ${problem.pods[0]!.name}\``,
      };
    }
    case 'certificate-ends': {
      const { host, path, daysLeft, ends, others } = problem;
      const when =
        daysLeft < 0 ? `ended ${ends.slice(0, 10)}` : `ends in ${days(daysLeft)}, ${ends.slice(0, 10)}`;
      const rest = others === 0 ? '' : `; ${others} more end within a month`;
      return {
        means: `the certificate ${path} on ${host} ${when}${rest}`,
        next: path.includes('kubelet-client')
          ? `Its kubelet renews it by itself; see why it does not: ${onHost(host, 'journalctl -u kubelet')}`
          : `Renew them on each control plane, one after another: ${onHost(host, 'kubeadm certs renew all')}, then restart its static pods.`,
      };
    }
    case 'run-in-progress':
      return {
        means: `${problem.holder} is changing the cluster now (run ${problem.run}): what you see may be on its way`,
        next: `Look again when it has ended: ${run('barque status --watch')}`,
      };
    case 'run-broken-off':
      return {
        means: `the run ${problem.run} of ${problem.holder} ended without giving the hosts back: it may have left things half done`,
        next: `Run ${run('barque apply')} again: it goes on from what it finds.`,
      };
    case 'drift':
      return {
        means: `the hosts are not as the file says: a plan has ${count(problem.steps, 'step')} on ${hostList(Object.keys(problem.hosts))}`,
        next: `See what: ${run('barque plan')}`,
      };
    default:
      return unreachable(problem);
  }
}

/** As root, as Barque itself is; globs are for the host's shell, which must be root's. */
function onHostWords(spec: Speaking['spec'], name: string, words: string): string {
  const host = spec.hosts.find(each => each.name === name);
  if (host === undefined) return `ssh ${name} ${words}`;
  const isPlain = /^[A-Za-z0-9 @%+=:,./_-]+$/.test(words);
  const inner = isPlain ? words : `'${words}'`;
  const sudo = isPlain ? `sudo ${words}` : `"sudo sh -c '${words}'"`;
  return `${loginCommand(sshTarget(spec, host))} ${host.ssh.user === 'root' ? inner : sudo}`;
}

/** A host that is dead, and one that shows a strange key, are mended in different ways. */
function silentWords(
  { host: name, because }: Extract<Problem, { id: 'host-silent' }>,
  spec: Speaking['spec'],
  slower: string,
): ProblemWords {
  const contact = contactOf({ domain: 'connection', cameBack: because });
  const host = spec.hosts.find(each => each.name === name);
  if (contact.is === 'root' || contact.is === 'unreachable' || host === undefined) {
    return {
      means: `${name} does not answer (${firstLine(because)}); what it would say is unknown`,
      next: `See whether it has power and network. If it is only slow: ${slower}`,
    };
  }
  return {
    means: `${name} ${contactWords(contact)} (${firstLine(contact.words)}); what it would say is unknown`,
    next: contactRemedy(contact, sshTarget(spec, host)),
  };
}

function lossWords(margin: number): string {
  if (margin > 0) return `${margin} more may be lost`;
  return margin === 0 ? 'if one more is lost, nothing can be written any more' : 'nothing can be written';
}

/** ssh and kubectl say a lot after it. */
function firstLine(text: string): string {
  return text.trim().split('\n')[0]!;
}

function days(number: number): string {
  return number === 0 ? 'less than a day' : count(number, 'day');
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
