/** The answer to a patch: the file with it, or why it may not be used. */
export type Patched<File> = { is: 'patched'; file: File } | { is: 'refused'; because: readonly string[] };

/** `line 3: bind: …`, as both formats say it. */
export function refusalLine(line: number, what: string, why: string): string {
  return `line ${line}: ${what}: ${why}.`;
}
