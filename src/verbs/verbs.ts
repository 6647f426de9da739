/** Every verb's doing half, and what planner and executor ask of them. */
import { createHash } from 'node:crypto';
import type { Observation } from '../base/observation.ts';
import { observationOf } from '../base/observation.ts';
import { batch, type Part } from '../hosts/batch.ts';
import type { Action } from '../hosts/host.ts';
import type { Reading } from '../hosts/reading.ts';
import type { Step } from '../plan/change.ts';
import type { Verb } from '../plan/verb.ts';
import { AUTHORITY_MINT } from './authority-mint.ts';
import { AUTHORITY_PUT } from './authority-put.ts';
import { BACKEND_STATE } from './backend-state.ts';
import { ETCD_ADMIT } from './etcd-admit.ts';
import { ETCD_LEAVE } from './etcd-leave.ts';
import { ETCD_PROMOTE } from './etcd-promote.ts';
import { ETCD_SAVE } from './etcd-save.ts';
import { ETCD_YIELD } from './etcd-yield.ts';
import { FAULT_INJECT } from './fault-inject.ts';
import { FILE_PUT } from './file-put.ts';
import { FOLDER_KEEP } from './folder-keep.ts';
import { GATE } from './gate.ts';
import type { Given } from './given.ts';
import { HOST_FORGET } from './host-forget.ts';
import { IMAGE_IMPORT } from './image-import.ts';
import { KERNEL_TUNE } from './kernel-tune.ts';
import { KUBEADM_CLUSTER } from './kubeadm-cluster.ts';
import { KUBEADM_CONTROL_PLANE } from './kubeadm-control-plane.ts';
import { KUBEADM_FINISH } from './kubeadm-finish.ts';
import { KUBEADM_JOIN } from './kubeadm-join.ts';
import { KUBERNETES_CLEAR } from './kubernetes-clear.ts';
import { LEDGER_RESTORE } from './ledger-restore.ts';
import { NODE_DELETE } from './node-delete.ts';
import { NODE_DRAIN } from './node-drain.ts';
import { NODE_MARK } from './node-mark.ts';
import { OBJECT_APPLY } from './object-apply.ts';
import { PACKAGE_INSTALL } from './package-install.ts';
import { PACKAGE_REMOVE } from './package-remove.ts';
import { PROGRAM_PUT } from './program-put.ts';
import { UNIT_LOAD } from './unit-load.ts';
import { UNIT_STOP } from './unit-stop.ts';
import type { ManyObserved, VerbKind } from './verb-kind.ts';
import { VIP_CLEAR } from './vip-clear.ts';
import { VIP_YIELD } from './vip-yield.ts';

/** One line a verb; the type of the object makes a missing one an error. */
const KINDS: { readonly [Do in Verb['do']]: VerbKind<Extract<Verb, { do: Do }>> } = {
  'file.put': FILE_PUT,
  'folder.keep': FOLDER_KEEP,
  'image.import': IMAGE_IMPORT,
  'kernel.tune': KERNEL_TUNE,
  'package.install': PACKAGE_INSTALL,
  'program.put': PROGRAM_PUT,
  'unit.load': UNIT_LOAD,
  'unit.stop': UNIT_STOP,
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
  'etcd.save': ETCD_SAVE,
  'kubernetes.clear': KUBERNETES_CLEAR,
  'ledger.restore': LEDGER_RESTORE,
  'package.remove': PACKAGE_REMOVE,
  'host.forget': HOST_FORGET,
  'backend.state': BACKEND_STATE,
  'etcd.yield': ETCD_YIELD,
  'node.delete': NODE_DELETE,
  'node.drain': NODE_DRAIN,
  'vip.clear': VIP_CLEAR,
  'vip.yield': VIP_YIELD,
  'fault.inject': FAULT_INJECT,
};

function kindOf(verb: Verb): VerbKind<Verb> {
  return KINDS[verb.do] as unknown as VerbKind<Verb>;
}

/**
 * Verbs to look by at once: what lies on the host in one go, and beside it each that asks the API or etcd, or all of a kind
 * that asks one question for many.
 */
export function lookedAtTogether<S extends { verb: Verb }>(steps: readonly S[]): S[][] {
  const groups = new Map<unknown, S[]>();
  for (const step of steps) {
    const kind = kindOf(step.verb);
    const group = kind.asksCluster !== true ? 'here' : kind.observeMany !== undefined ? kind : step;
    groups.set(group, [...(groups.get(group) ?? []), step]);
  }
  return [...groups.values()];
}

/** What all these verbs see on a host now, in one round trip, in their order. `deep` as in verb-kind.ts. */
export function observations(verbs: readonly Verb[], { deep }: { deep: boolean }): Reading<Observation[]> {
  const groups = [...groupedByKind(verbs)].flatMap(([kind, places]) =>
    kind.observeMany !== undefined && places.length > 1
      ? [lookAtMany(kind.observeMany, kind, verbs, places, deep)]
      : places.map(at => lookAtOne(kind, verbs[at]!, at, deep)),
  );
  const all = batch(
    'observations',
    groups.map(({ part }) => part),
  );
  const inOrder = (answers: Observation[][]): Observation[] => {
    const seen: Observation[] = [];
    for (const [group, { places }] of groups.entries())
      for (const [nth, at] of places.entries()) seen[at] = answers[group]![nth]!;
    return seen;
  };
  return {
    ...all,
    parse: stdout => inOrder(all.parse(stdout)),
    simulate: machine => inOrder(all.simulate(machine)),
  };
}

interface Look {
  part: Part<Observation[]>;
  /** Which of the verbs it looks at, by their place. */
  places: readonly number[];
}

function groupedByKind(verbs: readonly Verb[]): Map<VerbKind<Verb>, number[]> {
  const groups = new Map<VerbKind<Verb>, number[]>();
  for (const [at, verb] of verbs.entries()) {
    const kind = kindOf(verb);
    groups.set(kind, [...(groups.get(kind) ?? []), at]);
  }
  return groups;
}

function lookAtOne(kind: VerbKind<Verb>, verb: Verb, at: number, deep: boolean): Look {
  return {
    places: [at],
    part: {
      text: kind.observe,
      args: kind.args(verb, deep),
      parse: stdout => [observationOf(stdout)],
      simulate: machine => [kind.simulate.observe(machine, verb)],
    },
  };
}

function lookAtMany(
  many: ManyObserved<Verb>,
  kind: VerbKind<Verb>,
  verbs: readonly Verb[],
  places: readonly number[],
  deep: boolean,
): Look {
  const these = places.map(at => verbs[at]!);
  return {
    places,
    part: {
      text: many.text,
      args: many.args(these, deep),
      parse: stdout => many.parse(stdout, these),
      simulate: machine => these.map(verb => kind.simulate.observe(machine, verb)),
    },
  };
}

/** Whether it may be one of several steps in a round trip: what is tried again by itself has one of its own. */
export function isTogether(verb: Verb): boolean {
  const { inline, tries = 0 } = kindOf(verb);
  return inline === true && tries === 0;
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
