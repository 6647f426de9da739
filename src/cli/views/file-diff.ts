/** A change of a file's text as a unified diff. */
import { structuredPatch } from 'diff';
import type { Paint } from './paint.ts';

/** Lines of a diff that are shown without --verbose. */
const FOLD = 40;
/** Unchanged lines around a change. */
const CONTEXT = 2;

/** Lines without paint, each with its sign; `@@` lines say where. Empty when the texts are the same. */
export function diffOf(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: CONTEXT });
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines.map(visible),
  ]);
}

/** The text as lines that are all new. */
export function newLinesOf(text: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map(line => `+${visible(line)}`);
}

/** Painted, and folded after 40 lines unless `whole`. */
export function diffLines(diff: readonly string[], paint: Paint, whole: boolean): string[] {
  const shown = whole || diff.length <= FOLD + 2 ? diff : diff.slice(0, FOLD);
  const lines = shown.map(line => {
    if (line.startsWith('+')) return paint.green(line);
    if (line.startsWith('-')) return paint.red(line);
    return line.startsWith('@@') ? paint.cyan(line) : paint.dim(line);
  });
  if (shown.length < diff.length)
    lines.push(paint.dim(`… ${diff.length - shown.length} more lines (--verbose shows them)`));
  return lines;
}

/** A file on a host may hold what a terminal would obey; only tabs stay as they are. */
export function visible(line: string): string {
  return line.replace(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g,
    character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
