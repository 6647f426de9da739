/** What a person does about a step that failed: by what became of it, and by what it was about. */
import type { Verb } from '../../plan/verb.ts';
import type { StepFailure } from './run-state.ts';

/** `verb` is undefined where the plan in hand is not known. */
export function remedyOf(result: StepFailure['result'], host: string, verb: Verb | undefined): string {
  switch (result) {
    case 'foreign':
      return 'Look at the difference with barque plan; apply again to have it as the file says.';
    case 'fenced':
      return 'Somebody else applies now. Wait for that run, then plan again.';
    case 'unknown':
      return `See whether ${host} lives and answers; the next run looks first and acts only where it must.`;
    case 'not-done':
      return verb === undefined ? 'See the words above.' : notDone(verb, host);
  }
}

/** By what every node has: no program that lists containers comes with Barque. */
const KUBELET_WORDS = 'journalctl -u kubelet -n 50; tail -n 20 /var/log/pods/kube-system_*/*/*.log';

function notDone(verb: Verb, host: string): string {
  switch (verb.do) {
    case 'package.install':
      return verb.orNewer
        ? `Its package sources: on ${host}, apt-get update must succeed and offer these versions or newer ones (on Ubuntu, of main and universe).`
        : `Its package sources: on ${host}, apt-get update must succeed and know these versions.`;
    case 'program.put':
    case 'image.import':
      return `Space and connection: on ${host}, df -h /opt /var/lib; systemctl status containerd. Is the bundle whole? barque bundle verify`;
    case 'unit.load':
      return `On ${host}: journalctl -u ${verb.unit} -n 50.`;
    case 'file.put':
      return verb.accept === null
        ? `On ${host}: is there space, and is the file system writable? df -h ${verb.path}`
        : `${verb.accept} refuses the file; what ran before still runs. Mostly a patch in the cluster’s file.`;
    case 'kernel.tune':
      return `On ${host}: the kernel lacks a module, or a container may not set it. dmesg | tail.`;
    case 'gate':
      if (verb.check === 'tcp')
        return `Nothing answered at ${verb.address}:${verb.port}: on ${host}, systemctl --failed; ss -ltn.`;
      return verb.check === 'nodes-ready'
        ? `On the host of a node that is not ready: ${KUBELET_WORDS}. One that does not answer must come back first.`
        : `On ${host}: ${KUBELET_WORDS}.`;
    case 'node.drain':
      return 'What is named above holds it: a budget (kubectl get pdb -A) waits for other pods, longer with --drain-timeout; pods that nothing makes again go only with --force.';
    case 'kubeadm.control-plane':
    case 'kubeadm.join':
    case 'kubeadm.finish':
      return `On ${host}: ${KUBELET_WORDS}.`;
    default:
      return 'See the words above.';
  }
}
