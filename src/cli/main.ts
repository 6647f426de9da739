/** The process: signals, streams, and the exit code of whatever a command returned or threw. */
import { EXIT } from '../base/exit-codes.ts';
import { program } from './program.ts';
import { COMMANDS } from './registry.ts';
import { renderFailure } from './views/failure.ts';

export async function main(argv: readonly string[]): Promise<void> {
  const abort = new AbortController();
  let cancelled: 'SIGINT' | 'SIGTERM' | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (cancelled !== undefined) process.exit(EXIT[name === 'SIGINT' ? 'interrupted' : 'terminated']);
      cancelled = name;
      abort.abort(new Error(`stopped by ${name}`));
    });
  }
  // A reader that went away (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  const terminal = { stdout: process.stdout, stderr: process.stderr, env: process.env };
  try {
    process.exitCode = await program(COMMANDS, terminal, abort.signal, argv);
  } catch (error) {
    if (cancelled !== undefined)
      process.exitCode = EXIT[cancelled === 'SIGINT' ? 'interrupted' : 'terminated'];
    else process.exitCode = renderFailure(error, terminal);
  }
}
