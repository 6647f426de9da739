/** Asks questions on the terminal; without one it names the flags instead of waiting for ever. */
import { createInterface } from 'node:readline/promises';
import { BarqueError } from '../base/errors.ts';
import type { Terminal } from './command.ts';

export interface Question {
  /** The answer's name. */
  key: string;
  /** Flag that answers it. */
  flag: string;
  ask: string;
  /** Whether an empty answer is asked again. */
  needed: boolean;
  /** Why an answer cannot be taken; null when it can. */
  wrong(answer: string): string | null;
}

/** Answers by key, without blanks around them. Throws usage when nobody can answer. */
export async function askFor(
  questions: readonly Question[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  if (process.stdin.isTTY !== true || terminal.stderr.isTTY !== true) {
    const flags = questions.filter(({ needed }) => needed).map(({ flag }) => flag);
    throw new BarqueError({
      domain: 'usage',
      attempted: 'ask what is not given',
      cameBack: 'there is no terminal to ask on',
      next: `Give ${flags.join(', ')}.`,
    });
  }
  const reader = createInterface({ input: process.stdin, output: terminal.stderr });
  // The end of input (Ctrl-D) answers nothing: readline would wait for ever.
  const ended = new AbortController();
  reader.once('close', () => ended.abort(new Error('the input ended')));
  const limit = AbortSignal.any([signal, ended.signal]);
  try {
    const answers: Record<string, string> = {};
    for (const { key, ask, needed, wrong } of questions) {
      for (;;) {
        const answer = (await reader.question(`${ask}: `, { signal: limit })).trim();
        const why = answer === '' ? null : wrong(answer);
        if (why !== null) terminal.stderr.write(`  ${why}\n`);
        else if (answer !== '' || !needed) {
          answers[key] = answer;
          break;
        }
      }
    }
    return answers;
  } catch (error) {
    if (!ended.signal.aborted || signal.aborted) throw error;
    throw new BarqueError(
      {
        domain: 'cancelled',
        attempted: 'ask what is not given',
        cameBack: 'the input ended',
        next: 'Nothing was written.',
      },
      error,
    );
  } finally {
    reader.close();
  }
}
