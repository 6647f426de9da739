/** The verb `object.apply`, its pure half: these objects in the API, written from a seat. */
import { type Digest, hexOf } from '../../base/digest.ts';
import type { Observation } from '../../base/observation.ts';

export interface ObjectApply {
  do: 'object.apply';
  /** Name of the set; every object carries it as the label `barque.dev/set`. */
  set: string;
  /** The objects as YAML, in the plan's blobs. */
  blob: Digest;
  /** Their kinds as kubectl names them, sorted: `daemonsets.apps`. */
  kinds: readonly string[];
}

export function afterObjectApply(verb: ObjectApply): Observation {
  return { live: 'as-written', objects: hexOf(verb.blob) };
}
