/** Hears the lines of a program that goes on, and lets go of it. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endedOr } from './abandon.ts';

/** Its standard input stays open for as long as somebody listens: its end tells the program that nobody does. */
export const FOLLOWING = { stdin: 'pipe', buffer: false, reject: false } as const;

interface Followed extends Promise<{ exitCode?: number | undefined }> {
  kill(signal: 'SIGKILL'): boolean;
  stdin: { destroy(): unknown } | null;
  stdout: Readable | null;
  stderr: Readable | null;
}

/** Resolves with why it ended. */
export async function heard(
  child: Followed,
  hear: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-WORDS);
  });
  const lines = createInterface({ input: child.stdout! });
  lines.on('line', hear);
  const ended = await endedOr(child, signal);
  lines.close();
  if (ended === 'abandoned') return 'nobody listens any more';
  return words.trim() || `it ended with ${ended.exitCode ?? 'no status'}`;
}

/** Characters of its last words that are kept. */
const WORDS = 2000;
