/** What layers ask for: changes without the past. The planner compares them with what is observed. */
import { type Digest, digestOfText } from '../base/digest.ts';
import type { Observation } from '../base/observation.ts';
import type { Interruption } from './change.ts';
import type { Late } from './late.ts';
import type { Verb } from './verb.ts';
import type { FilePut } from './verbs/file-put.ts';

export interface DesiredStep {
  /** Last word of the step's id. */
  id: string;
  verb: Verb;
  /** Content of `verb.blob`, where it has one. */
  content?: string;
  /** Id of an earlier step that, when it is in the plan, decides what this one finds. */
  decidedBy?: string;
  /** Id of an earlier step that, when it is in the plan, undoes this one's thing, whatever it shows now. */
  undoneBy?: string;
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

/** A file as a desired step. */
export function filePut(
  id: string,
  file: { path: string; content: string; mode?: string; owner?: string; accept?: FilePut['accept'] },
): DesiredStep & { verb: FilePut; digest: Digest } {
  const digest = digestOfText(file.content);
  return {
    id,
    content: file.content,
    digest,
    verb: {
      do: 'file.put',
      path: file.path,
      mode: file.mode ?? '0644',
      owner: file.owner ?? 'root:root',
      blob: digest,
      accept: file.accept ?? null,
    },
  };
}

/** A file whose content only the run knows; what it is made from must be in `late` of the plan. */
export function lateFilePut(
  id: string,
  file: { path: string; content: Late; mode?: string; owner?: string },
): DesiredStep & { verb: FilePut } {
  return {
    id,
    verb: {
      do: 'file.put',
      path: file.path,
      mode: file.mode ?? '0644',
      owner: file.owner ?? 'root:root',
      blob: file.content,
      accept: null,
    },
  };
}
