/** Starts a traffic program, in a network namespace or not. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { BarqueError } from '../../base/errors.ts';
import type { TrafficTask } from './task.ts';

/** Beside this file; sources end in .ts, the published package in .js. */
const PROGRAM = fileURLToPath(
  new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** How long the program may take to end after it was told to, milliseconds beyond an attempt's deadline. */
const END_MS = 5000;

export interface RunningTraffic {
  kind: TrafficTask['kind'];
  /** Resolves at its first success; rejects when the program ends before. */
  ready: Promise<void>;
  /**
   * No attempt is started any more; resolves when all have ended. Null: the history is whole; else why the program ended
   * otherwise than it was told to.
   */
  stop(): Promise<string | null>;
}

/** `netns`: network namespace by name; null: this one. */
export async function startTraffic(task: TrafficTask, netns: string | null): Promise<RunningTraffic> {
  await mkdir(dirname(task.history), { recursive: true });
  const program = [process.execPath, PROGRAM];
  const [command, ...args] = netns === null ? program : ['ip', 'netns', 'exec', netns, ...program];
  const child = execa(command!, args, {
    input: JSON.stringify(task),
    reject: false,
    buffer: { stdout: false },
    forceKillAfterDelay: task.deadlineMs + END_MS,
    // Ctrl-C is for us: we end what we have started, in its order.
    detached: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.stdout.once('data', () => resolve());
  const ended = child.then(({ exitCode, stderr }) =>
    exitCode === 0 ? null : lastWords(String(stderr ?? '')) || `it ended with ${exitCode ?? 'no status'}`,
  );
  void ended.then(why =>
    reject(
      new BarqueError({
        domain: 'bug',
        attempted: `make traffic (${task.kind})`,
        where: `${task.host}:${task.port}`,
        cameBack: why ?? 'it ended before its first success',
      }),
    ),
  );
  promise.catch(() => {});
  return {
    kind: task.kind,
    ready: promise,
    stop: async () => {
      child.kill('SIGTERM');
      return await ended;
    },
  };
}

/** The error's own line of what Node prints when a program throws. */
function lastWords(stderr: string): string {
  return /^\w*Error: .*$/m.exec(stderr)?.[0] ?? stderr.trim().split('\n').at(-1)!;
}
