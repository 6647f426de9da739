/** Every verb's doing half, and what planner and executor ask of them. */
import { createHash } from 'node:crypto';
import type { Observation } from '../base/observation.ts';
import { observationOf } from '../base/observation.ts';
import { batch } from '../hosts/batch.ts';
import type { Action } from '../hosts/host.ts';
import type { Reading } from '../hosts/reading.ts';
import type { Step } from '../plan/change.ts';
import type { Verb } from '../plan/verb.ts';
import { AUTHORITY_MINT } from './authority-mint.ts';
import { AUTHORITY_PUT } from './authority-put.ts';
import { ETCD_ADMIT } from './etcd-admit.ts';
import { ETCD_LEAVE } from './etcd-leave.ts';
import { ETCD_PROMOTE } from './etcd-promote.ts';
import { FILE_PUT } from './file-put.ts';
import { GATE } from './gate.ts';
import type { Given } from './given.ts';
import { IMAGE_IMPORT } from './image-import.ts';
import { KERNEL_TUNE } from './kernel-tune.ts';
import { KUBEADM_CLUSTER } from './kubeadm-cluster.ts';
import { KUBEADM_CONTROL_PLANE } from './kubeadm-control-plane.ts';
import { KUBEADM_FINISH } from './kubeadm-finish.ts';
import { KUBEADM_JOIN } from './kubeadm-join.ts';
import { NODE_MARK } from './node-mark.ts';
import { OBJECT_APPLY } from './object-apply.ts';
import { PACKAGE_INSTALL } from './package-install.ts';
import { PROGRAM_PUT } from './program-put.ts';
import { UNIT_LOAD } from './unit-load.ts';
import type { VerbKind } from './verb-kind.ts';

/** One line a verb; the type of the object makes a missing one an error. */
const KINDS: { readonly [Do in Verb['do']]: VerbKind<Extract<Verb, { do: Do }>> } = {
  'file.put': FILE_PUT,
  'image.import': IMAGE_IMPORT,
  'kernel.tune': KERNEL_TUNE,
  'package.install': PACKAGE_INSTALL,
  'program.put': PROGRAM_PUT,
  'unit.load': UNIT_LOAD,
  gate: GATE,
  'authority.mint': AUTHORITY_MINT,
  'authority.put': AUTHORITY_PUT,
  'kubeadm.control-plane': KUBEADM_CONTROL_PLANE,
  'kubeadm.finish': KUBEADM_FINISH,
  'kubeadm.cluster': KUBEADM_CLUSTER,
  'kubeadm.join': KUBEADM_JOIN,
  'object.apply': OBJECT_APPLY,
  'node.mark': NODE_MARK,
  'etcd.admit': ETCD_ADMIT,
  'etcd.leave': ETCD_LEAVE,
  'etcd.promote': ETCD_PROMOTE,
};

function kindOf(verb: Verb): VerbKind<Verb> {
  return KINDS[verb.do] as unknown as VerbKind<Verb>;
}

/** What all these verbs see on a host now, in one round trip, in their order. `deep` as in verb-kind.ts. */
export function observations(verbs: readonly Verb[], { deep }: { deep: boolean }): Reading<Observation[]> {
  return batch(
    'observations',
    verbs.map(verb => {
      const kind = kindOf(verb);
      return {
        text: kind.observe,
        args: kind.args(verb, deep),
        parse: observationOf,
        simulate: machine => kind.simulate.observe(machine, verb),
      };
    }),
  );
}

/** A step ready for a host. `epoch` makes the unit's name differ between runs. */
export function actionOf(step: Step, given: Given, epoch: number): Action {
  const { verb } = step;
  const kind = kindOf(verb);
  const input = kind.input(verb, given);
  const short = createHash('sha256').update(step.id).digest('hex').slice(0, 12);
  return {
    id: step.id,
    unit: `barque-step-${epoch}-${short}`,
    args: kind.args(verb, step.before !== null && kind.isDeep?.(verb, step.before) === true),
    observe: kind.observe,
    perform: kind.perform,
    input,
    before: step.before,
    after: step.after,
    deadlineMs: step.deadlineMs,
    inline: kind.inline === true,
    tries: kind.tries ?? 0,
    simulate: {
      observe: machine => kind.simulate.observe(machine, verb),
      perform: (machine, content) => kind.simulate.perform(machine, verb, content),
    },
  };
}
