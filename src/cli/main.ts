/** The process: signals, streams, and the exit code of whatever a command returned or threw. */
import { EXIT } from '../base/exit-codes.ts';
import { program } from './program.ts';
import { withRealFolders } from './real-folders.ts';
import { commandsFor } from './registry.ts';
import { renderFailure } from './views/failure.ts';

/**
 * Milliseconds within which two signals are one press of a key: a terminal sends it to the launcher and to
 * this process, and the launcher hands it on.
 */
const SAME_KEY_MS = 500;

export async function main(argv: readonly string[]): Promise<void> {
  // A person's umask must not decide what machines and caches can be read by; narrow modes are named where they matter.
  process.umask(0o022);
  const abort = new AbortController();
  let cancelled: 'SIGINT' | 'SIGTERM' | undefined;
  let cancelledAt = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (cancelled !== undefined && performance.now() - cancelledAt < SAME_KEY_MS) return;
      if (cancelled !== undefined) process.exit(EXIT[name === 'SIGINT' ? 'interrupted' : 'terminated']);
      cancelled = name;
      cancelledAt = performance.now();
      abort.abort(new Error(`stopped by ${name}`));
    });
  }
  // A reader that went away (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  const terminal = { stdout: process.stdout, stderr: process.stderr, env: withRealFolders(process.env) };
  try {
    process.exitCode = await program(await commandsFor(argv), terminal, abort.signal, argv);
  } catch (error) {
    if (cancelled !== undefined)
      process.exitCode = EXIT[cancelled === 'SIGINT' ? 'interrupted' : 'terminated'];
    else process.exitCode = renderFailure(error, terminal);
  }
}
