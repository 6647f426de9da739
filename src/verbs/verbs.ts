/** Every verb's doing half, and what planner and executor ask of them. */
import { createHash } from 'node:crypto';
import type { Digest } from '../base/digest.ts';
import type { Observation } from '../base/observation.ts';
import { observationOf } from '../base/observation.ts';
import { batch } from '../hosts/batch.ts';
import type { Action } from '../hosts/host.ts';
import type { Reading } from '../hosts/reading.ts';
import type { Step } from '../plan/change.ts';
import type { Verb } from '../plan/verb.ts';
import { FILE_PUT } from './file-put.ts';
import { GATE } from './gate.ts';
import { PACKAGE_INSTALL } from './package-install.ts';
import { UNIT_LOAD } from './unit-load.ts';
import type { VerbKind } from './verb-kind.ts';

/** One line a verb; the type of the object makes a missing one an error. */
const KINDS: { readonly [Do in Verb['do']]: VerbKind<Extract<Verb, { do: Do }>> } = {
  'file.put': FILE_PUT,
  'package.install': PACKAGE_INSTALL,
  'unit.load': UNIT_LOAD,
  gate: GATE,
};

function kindOf(verb: Verb): VerbKind<Verb> {
  return KINDS[verb.do] as unknown as VerbKind<Verb>;
}

/** What all these verbs see on a host now, in one round trip, in their order. */
export function observations(verbs: readonly Verb[]): Reading<Observation[]> {
  return batch(
    'observations',
    verbs.map(verb => {
      const kind = kindOf(verb);
      return {
        text: kind.observe,
        args: kind.args(verb),
        parse: observationOf,
        simulate: machine => kind.simulate.observe(machine, verb),
      };
    }),
  );
}

/** A step ready for a host. `epoch` makes the unit's name differ between runs. */
export function actionOf(step: Step, blobs: Readonly<Record<Digest, string>>, epoch: number): Action {
  const { verb } = step;
  const kind = kindOf(verb);
  const input = kind.input(verb, blobs);
  const short = createHash('sha256').update(step.id).digest('hex').slice(0, 12);
  return {
    id: step.id,
    unit: `barque-step-${epoch}-${short}`,
    args: kind.args(verb),
    observe: kind.observe,
    perform: kind.perform,
    input,
    before: step.before,
    after: step.after,
    deadlineMs: step.deadlineMs,
    simulate: {
      observe: machine => kind.simulate.observe(machine, verb),
      perform: (machine, given) => kind.simulate.perform(machine, verb, given),
    },
  };
}
