/** Programs of this host that the lab uses: run once, awaited, their words kept for the failure. */
import { execa } from 'execa';
import { BarqueError } from '../base/errors.ts';

export interface ProgramRequest {
  /** What it is for, as "make network namespaces". */
  attempted: string;
  /** The machine or path that it is about; the program's own name otherwise. */
  where?: string;
  input?: string;
  /** Called with each line of standard output while it runs. */
  onLine?: (line: string) => void;
  env?: Readonly<Record<string, string>>;
}

/** Root's programs live in sbin folders that a login shell may not list. */
export const PROGRAM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs it to its end and returns standard output; throws `unsupported-host` with its words when it fails. */
export async function program(
  argv: readonly [string, ...string[]],
  request: ProgramRequest,
  signal: AbortSignal,
): Promise<string> {
  const [file, ...args] = argv;
  const running = execa(file, args, {
    input: request.input ?? '',
    reject: false,
    env: { PATH: PROGRAM_PATH, LC_ALL: 'C', ...request.env },
    cancelSignal: signal,
  });
  if (request.onLine !== undefined) {
    for await (const line of running) request.onLine(line);
  }
  const result = await running;
  if (signal.aborted) throw signal.reason;
  if (result.exitCode !== 0) {
    const words = `${result.stderr}\n${request.onLine === undefined ? '' : result.stdout}`.trim();
    throw new BarqueError({
      domain: 'unsupported-host',
      attempted: request.attempted,
      where: request.where ?? file,
      cameBack: tail(words, 20) || result.shortMessage || 'it ended without a word',
    });
  }
  return result.stdout;
}

function tail(text: string, lines: number): string {
  return text.split('\n').slice(-lines).join('\n');
}
