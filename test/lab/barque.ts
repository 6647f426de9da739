/** Runs the product from a test as a person would: the command line, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const launcher = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'barque');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  /** Resolves when it has ended, however. */
  ended: Promise<Ran>;
}

/** This Node is new enough, so the launcher does not start a second process: a kill hits Barque itself. */
export function start(args: readonly string[], input?: string | Uint8Array): Running {
  const child = spawn(process.execPath, [launcher, ...args], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

export function barque(...args: readonly string[]): Promise<Ran> {
  return start(args).ended;
}

/** The same, and it must end well. */
export async function well(...args: readonly string[]): Promise<string> {
  const ran = await barque(...args);
  if (ran.code !== 0) {
    throw new Error(`barque ${args.join(' ')} ended with ${ran.code}\n${ran.stdout}\n${ran.stderr}`);
  }
  return ran.stdout;
}

/** What a command on a machine prints. */
export function on(lab: string, machine: string, command: string): Promise<string> {
  return well('lab', 'ssh', `${lab}/${machine}`, '--', command);
}

/** Resolves when the run has said this for the first time, or has ended. */
export async function said({ child, ended }: Running, what: string): Promise<void> {
  const streams = [child.stdout!, child.stderr!];
  const heard = new Promise<void>(resolve => {
    for (const stream of streams) {
      let seen = '';
      stream.on('data', chunk => {
        seen += chunk;
        if (seen.includes(what)) resolve();
      });
    }
  });
  await Promise.race([heard, ended]);
}
