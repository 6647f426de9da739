/** Runs a program of this host and turns its failure into Barque's error. */
import { execa } from 'execa';
import { BarqueError, messageOf } from '../base/errors.ts';

export interface ProgramRun {
  program: string;
  args: readonly string[];
  cwd?: string;
  /** Added to the environment of this process. */
  env?: Readonly<Record<string, string | undefined>>;
  /** For the error: "build etcd 3.6.8". */
  attempted: string;
  next?: string;
}

/** Its standard output, without the last line break. Throws BarqueError (unsupported-host when it is not installed). */
export async function runProgram(run: ProgramRun, signal: AbortSignal): Promise<string> {
  const result = await execa(run.program, [...run.args], {
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
    env: { ...run.env, LC_ALL: 'C.UTF-8' },
    stdin: 'ignore',
    reject: false,
    cancelSignal: signal,
    maxBuffer: 256 * 1024 * 1024,
  });
  signal.throwIfAborted();
  if (!result.failed) return result.stdout;
  const missing = result.code === 'ENOENT';
  throw new BarqueError(
    {
      domain: missing ? 'unsupported-host' : 'remote-step',
      attempted: run.attempted,
      where: [run.program, ...run.args].join(' ').slice(0, 200),
      cameBack: missing
        ? `${run.program} is not installed on this host`
        : lastLines(result.stderr || result.stdout) || messageOf(result),
      ...(run.next === undefined ? {} : { next: run.next }),
    },
    result,
  );
}

/** The end of a program's words: the first lines of a long build are seldom the reason. */
function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-20).join('\n');
}
