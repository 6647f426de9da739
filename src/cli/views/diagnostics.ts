/** Warnings of a file as code frames on stderr, and diagnostics as JSON on stdout. */
import { codeFrames } from '../../spec/code-frame.ts';
import type { Diagnostic } from '../../spec/diagnostic.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';

/** Says each warning of a loaded file; silent when there is none. */
export function warn(
  { warnings, text }: { warnings: readonly Diagnostic[]; text: string },
  terminal: Terminal,
): void {
  const colour = paint(terminal.stderr, terminal.env);
  for (const warning of warnings) {
    terminal.stderr.write(`${colour.yellow('Warning:')} ${codeFrames([warning], text)}\n\n`);
  }
}

/** Code frames of problems, for a file that is refused. */
export function showProblems(problems: readonly Diagnostic[], text: string, terminal: Terminal): void {
  const colour = paint(terminal.stderr, terminal.env);
  for (const problem of problems) {
    terminal.stderr.write(`${colour.red('Error:')} ${codeFrames([problem], text)}\n\n`);
  }
}
