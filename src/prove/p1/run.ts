/** Starts the probe's program, in a network namespace or not, and hears what it tells. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { BarqueError } from '../../base/errors.ts';
import { checkAuthority } from './authority.ts';
import type { ProbeMessage, ProbeProgress, ProbeSummary } from './message.ts';
import type { ProbeParameters, ProbeTarget } from './parameters.ts';

/** Beside this file; sources end in .ts, the published package in .js. */
const PROGRAM = fileURLToPath(
  new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** How long the program may take to end after it was told to, milliseconds beyond an attempt's deadline. */
const END_MS = 5000;

export interface ProbeRun extends ProbeTarget, ProbeParameters {
  /** Network namespace by name; null: this one. Needs root. */
  netns: string | null;
  /** File for the history; it must not exist. */
  history: string;
}

/**
 * Resolves with the summary, also when the signal ends it early: what was measured until then counts. Throws
 * configuration when there is no such namespace or no CA in its file, bug when the program fails.
 */
export async function runProbe(
  run: ProbeRun,
  seen: (progress: ProbeProgress) => void,
  signal: AbortSignal,
): Promise<ProbeSummary> {
  if (run.caFile !== null) await checkAuthority(run.caFile);
  await mkdir(dirname(run.history), { recursive: true });
  const flags: Record<string, string | null> = {
    host: run.host,
    port: String(run.port),
    path: run.path,
    ca: run.caFile,
    every: String(run.everyMs),
    deadline: String(run.deadlineMs),
    for: String(run.forMs),
    history: run.history,
  };
  const program = [
    process.execPath,
    PROGRAM,
    ...Object.entries(flags).flatMap(([name, value]) => (value === null ? [] : [`--${name}=${value}`])),
  ];
  const [command, ...args] = run.netns === null ? program : ['ip', 'netns', 'exec', run.netns, ...program];
  const child = execa(command!, args, {
    stdin: 'ignore',
    reject: false,
    buffer: { stdout: false },
    forceKillAfterDelay: run.deadlineMs + END_MS,
  });
  const stop = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let summary: ProbeSummary | undefined;
  try {
    for await (const line of child) {
      const message = JSON.parse(String(line)) as ProbeMessage;
      if (message.is === 'summary') summary = message;
      else seen(message);
    }
    const result = await child;
    if (summary !== undefined) return summary;
    signal.throwIfAborted();
    throw failure(run, String(result.stderr ?? ''), result.shortMessage);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What ip says when there is no such namespace or the caller may not enter it, and what is said when there is no ip. */
const NETNS_WORDS = /network namespace|not permitted|spawn ip ENOENT/;

function failure({ host, port, netns }: ProbeRun, stderr: string, short: string | undefined): BarqueError {
  const attempted = `probe ${host}:${port}`;
  const cameBack = stderr.trim() || (short ?? 'the program ended without a summary');
  if (netns !== null && NETNS_WORDS.test(cameBack)) {
    return new BarqueError({
      domain: 'configuration',
      attempted,
      where: `network namespace ${netns}`,
      cameBack,
      next: 'operator.netns in the cluster’s file names it; see ip netns, and run as root.',
    });
  }
  return new BarqueError({ domain: 'bug', attempted, cameBack });
}
