/** Checks a cluster's file: document → schema, cross checks and named files → resolved spec, all problems at once. */
import { BarqueError } from '../base/errors.ts';
import { codeFrames } from './code-frame.ts';
import { crossCheck } from './cross-check.ts';
import { type Diagnostic, diagnosticsOf, type Problem } from './diagnostic.ts';
import type { SpecDocument } from './document.ts';
import { fileProblems } from './file-contents.ts';
import type { FilesFound } from './named-files.ts';
import { resolve } from './resolve.ts';
import type { ResolvedSpec } from './resolved.ts';
import { clusterSchema } from './schema.ts';
import { schemaProblems } from './schema-problems.ts';
import { specWarnings } from './warnings.ts';

export interface LoadedCluster {
  spec: ResolvedSpec;
  /** Path as it was given. */
  file: string;
  text: string;
  warnings: Diagnostic[];
  /** Places of what was written, for later refusals. */
  document: SpecDocument;
}

export type CheckedCluster =
  | { is: 'right'; loaded: LoadedCluster }
  | { is: 'wrong'; diagnostics: Diagnostic[]; text: string };

export interface FileOnDisk {
  /** Path as it was given. */
  file: string;
  text: string;
  /** Absolute path of a path that the file names. */
  absolute(path: string): string;
  /** What reading the files of `namedFiles` brought. */
  found: FilesFound;
}

/** The problems as data, or the cluster; never throws. */
export function checkDocument(document: SpecDocument, disk: FileOnDisk): CheckedCluster {
  const { file, text, absolute, found } = disk;
  const parsed = clusterSchema.safeParse(document.value);
  const problems: Problem[] = parsed.success ? [] : schemaProblems(parsed.error.issues, document);
  problems.push(...crossCheck(document), ...fileProblems(document, found));
  if (!parsed.success || problems.length > 0) return wrong(file, text, problems);
  const spec = resolve(parsed.data, { absolute, found });
  const warnings = diagnosticsOf(file, specWarnings(spec, document));
  return { is: 'right', loaded: { spec, file, text, warnings, document } };
}

export function wrong(file: string, text: string, problems: readonly Problem[]): CheckedCluster {
  return { is: 'wrong', diagnostics: diagnosticsOf(file, problems), text };
}

/** One failure from several diagnostics of one text. */
export function refusal(attempted: string, diagnostics: readonly Diagnostic[], text: string): BarqueError {
  const count = diagnostics.length;
  return new BarqueError({
    domain: 'configuration',
    attempted,
    cameBack: codeFrames(diagnostics, text),
    next: count > 1 ? `${count} problems; nothing was changed.` : 'Nothing was changed.',
  });
}
