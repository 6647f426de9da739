/**
 * The verb `folder.keep`, its pure half: of the files that Barque has put into a folder only these are left; in the place of
 * others is what was there before them. Files of others stay.
 */
import type { Observation } from '../../base/observation.ts';

export interface FolderKeep {
  do: 'folder.keep';
  /** Absolute; those in folders below it count as well. */
  folder: string;
  /** Absolute paths. */
  keep: readonly string[];
}

export function afterFolderKeep(_verb: FolderKeep): Observation {
  return { strays: 'none' };
}
