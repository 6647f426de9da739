/** What is wrong in a file, and where: data for error frames and for JSON. */

/** Lines and columns count from 1; `endColumn` is the column after the last one that is meant. */
export interface Place {
  line: number;
  column: number;
  endColumn: number;
}

export interface Diagnostic extends Place {
  /** One constant sentence for one kind of problem. */
  summary: string;
  /** What was found here. */
  detail: string;
  file: string;
  /** What to write instead; empty when the detail says it. */
  help: string;
}

/** A problem before its file is known. */
export interface Problem {
  summary: string;
  detail: string;
  help: string;
  place: Place;
}

/** In the order of the file; the order of one place is kept. */
export function diagnosticsOf(file: string, problems: readonly Problem[]): Diagnostic[] {
  return problems
    .map(({ place, ...problem }) => ({ ...problem, ...place, file }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
