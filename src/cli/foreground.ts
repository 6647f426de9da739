/** Runs a program in the place of this one: same terminal, same exit code. */
import { spawn } from 'node:child_process';
import { BarqueError } from '../base/errors.ts';
import { EXIT } from '../base/exit-codes.ts';

/** Signals of the terminal reach the program itself, which belongs to the same process group. */
export async function foreground(argv: readonly [string, ...string[]], signal: AbortSignal): Promise<number> {
  const [file, ...args] = argv;
  const child = spawn(file, args, { stdio: 'inherit' });
  const forward = () => child.kill('SIGTERM');
  signal.addEventListener('abort', forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', error =>
        reject(
          new BarqueError({ domain: 'unsupported-host', attempted: `run ${file}`, cameBack: error.message }),
        ),
      );
      child.on('exit', (code, died) =>
        resolve(code ?? (died === 'SIGINT' ? EXIT.interrupted : EXIT.terminated)),
      );
    });
  } finally {
    signal.removeEventListener('abort', forward);
  }
}
