// Runs a program in our place: same terminal, signals passed on, its exit code as ours.
import { spawn } from 'node:child_process';

/** Resolves with the exit code; 130 or 143 when a signal ended it, 1 when it could not be started. */
export function handOver(program, args, env = {}) {
  return new Promise(resolve => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', error => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
