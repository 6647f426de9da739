/** What layers ask for: changes without the past. The planner compares them with what is observed. */
import { type Digest, digestOfText } from '../base/digest.ts';
import type { Observation } from '../base/observation.ts';
import type { Interruption } from './change.ts';
import type { Late } from './late.ts';
import type { Verb } from './verb.ts';
import type { FilePut } from './verbs/file-put.ts';
import type { UnitLoad } from './verbs/unit-load.ts';

export interface DesiredStep {
  /** Last word of the step's id. */
  id: string;
  verb: Verb;
  /** Content of `verb.blob`, where it has one. */
  content?: string;
  /** Id of an earlier step that, when it is in the plan, decides what this one finds. */
  decidedBy?: string;
  /** Ids of earlier steps of which any, when it is in the plan, undoes this one's thing, whatever it shows now. */
  undoneBy?: readonly string[];
  /** Of a gate: the last word of the later step of this change that it is for; it stays as long as that one is left. */
  guards?: string;
  /** Whether taking the host undoes it: then it is planned whatever it shows before. */
  undoneByTaking?: true;
  /** What acting interrupts, given what is there; nothing is asked at a thing's first making. */
  interrupts?(before: Observation): readonly Interruption[];
}

export interface DesiredChange {
  /** `host/subject`. */
  id: string;
  host: string;
  steps: readonly DesiredStep[];
  needs: readonly string[];
  gives: readonly string[];
}

/** Where a file lies and whose it is; root's, and for all to read, unless it is said. */
interface Place {
  path: string;
  mode?: string;
  owner?: string;
  accept?: FilePut['accept'];
}

/** A file as a desired step. */
export function filePut(
  id: string,
  { content, ...place }: Place & { content: string },
): DesiredStep & { verb: FilePut & { blob: Digest } } {
  const blob = digestOfText(content);
  return { id, content, verb: { ...putAt(place), blob } };
}

/** A file whose content only the run knows; what it is made from must be in `late` of the plan. */
export function lateFilePut(id: string, { content, ...place }: Place & { content: Late }): DesiredStep {
  return { id, verb: { ...putAt(place), blob: content } };
}

function putAt({ path, mode = '0644', owner = 'root:root', accept = null }: Place): Omit<FilePut, 'blob'> {
  return { do: 'file.put', path, mode, owner, accept };
}

/** A unit that runs with these two files, as a desired step. */
export function unitLoad(
  id: string,
  unit: string,
  files: Record<'config' | 'settings', { path: string; blob: Digest }> &
    Pick<UnitLoad, 'reloads' | 'handsOver'>,
): DesiredStep & { verb: UnitLoad } {
  const at = ({ path, blob }: { path: string; blob: Digest }) => ({ path, digest: blob });
  const { config, settings, reloads, handsOver } = files;
  const verb: UnitLoad = { do: 'unit.load', unit, config: at(config), settings: at(settings), reloads };
  return { id, verb: handsOver === undefined ? verb : { ...verb, handsOver } };
}
