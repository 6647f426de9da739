/** Runs one program of a test run: captured, or straight to the terminal. */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export interface Ran {
  /** Null when a signal ended it. */
  code: number | null;
  output: string;
}

/** Programs that write into a pipe are told whether what they say ends up on a terminal. */
const COLOUR: Readonly<Record<string, string>> =
  process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: '0' };

/** `heard` gets whole lines as they come. */
export function runCaptured(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; heard?: (line: string) => void } = {},
): Promise<Ran> {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...COLOUR, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let rest = '';
    const hear = (chunk: string) => {
      output += chunk;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.heard?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('error', error => resolve({ code: null, output: `${output}${error.message}\n` }));
    child.on('close', code => resolve({ code, output }));
  });
}

/** Its output goes where ours goes; returns its exit code, null when a signal ended it. */
export function runOpenly(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<number | null> {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', error => {
      process.stdout.write(`${program}: ${error.message}\n`);
      resolve(null);
    });
    child.on('close', code => resolve(code));
  });
}
