/** How a failure looks: what was attempted, where, what came back, what to do next. */
import { BarqueError, messageOf } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';

/** Prints it to stderr and returns the exit code. Stack traces are for bugs only. */
export function renderFailure(error: unknown, terminal: Terminal): number {
  const colour = paint(terminal.stderr, terminal.env);
  if (error instanceof BarqueError) {
    const { failure } = error;
    const where = failure.where === undefined ? '' : ` (${failure.where})`;
    const lines = [`${colour.red('Error:')} could not ${failure.attempted}${where}`, ''];
    lines.push(
      ...failure.cameBack
        .trimEnd()
        .split('\n')
        .map(line => `  ${line}`),
    );
    if (failure.next !== undefined) lines.push('', ...failure.next.trimEnd().split('\n'));
    terminal.stderr.write(`${lines.join('\n')}\n`);
    if (failure.domain === 'bug') terminal.stderr.write(`\n${error.stack ?? ''}\n`);
    return EXIT[failure.domain];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  terminal.stderr.write(
    `${colour.red('Error:')} this is a bug in Barque; please report it with the lines below.\n\n${stack}\n`,
  );
  return EXIT.bug;
}
