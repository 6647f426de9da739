/** A diagnostic as plain text: the place, the lines around it, the words that are meant underlined, and help. */
import type { Diagnostic } from './diagnostic.ts';

/** Lines shown before the one that is meant: enough to recognise the place. */
const BEFORE = 2;
/** Longer lines are cut around the place; a screen at 3 a.m. is 100 columns wide. */
const WIDEST = 96;

/** A thousand hosts can have a thousand problems; nobody reads more frames than these. */
const MOST = 20;

/** One block per diagnostic, an empty line between two. */
export function codeFrames(diagnostics: readonly Diagnostic[], text: string): string {
  const lines = text.split(/\r?\n/);
  const frames = diagnostics.slice(0, MOST).map(diagnostic => codeFrame(diagnostic, lines));
  if (diagnostics.length > MOST) frames.push(`… and ${diagnostics.length - MOST} more.`);
  return frames.join('\n\n');
}

function codeFrame(diagnostic: Diagnostic, lines: readonly string[]): string {
  const { file, line, column, endColumn } = diagnostic;
  const said = [`${file}:${line}:${column}: ${diagnostic.summary}`];
  if (diagnostic.detail !== '') said.push(diagnostic.detail);
  said.push('');
  const width = String(line).length;
  const shown = lines[line - 1] ?? '';
  // What is meant stays in sight, with some of what stands before it.
  const cut = endColumn > WIDEST ? Math.max(0, Math.min(column - 24, shown.length - WIDEST)) : 0;
  for (let at = Math.max(1, line - BEFORE); at <= line; at += 1) {
    const mark = at === line ? '>' : ' ';
    said.push(`${mark} ${String(at).padStart(width)} | ${visible(lines[at - 1] ?? '', cut)}`.trimEnd());
  }
  const pad = visible(shown.slice(0, column - 1), cut).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(endColumn - column, WIDEST)));
  said.push(`  ${' '.repeat(width)} | ${pad}${carets}`);
  if (diagnostic.help !== '') said.push('', ...diagnostic.help.split('\n').map(help => `help: ${help}`));
  return said.join('\n');
}

/** A part of a line in which nothing can steer a terminal. */
function visible(line: string, cut: number): string {
  const part = line.slice(cut, cut + WIDEST + 24);
  return part.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·');
}
