/** Asks questions on the terminal; without one it names the flags instead of waiting for ever. */
import { BarqueError } from '../base/errors.ts';
import type { Terminal } from './command.ts';

export interface Question {
  /** The answer's name. */
  key: string;
  /** Flag that answers it. */
  flag: string;
  ask: string;
  /** Shown in place of an answer, as an example of one. */
  example: string;
  /** Whether an empty answer is asked again. */
  needed: boolean;
  /** Why an answer cannot be taken; null when it can. */
  wrong(answer: string): string | null;
}

/** Answers by key, without blanks around them. Throws usage when nobody can answer, cancelled when nobody wants to. */
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
  // Only whoever is asked waits for it to be loaded.
  const { isCancel, text } = await import('@clack/prompts');
  const answers: Record<string, string> = {};
  for (const { key, ask, example, needed, wrong } of questions) {
    const answer = await text({
      message: ask,
      placeholder: example,
      output: terminal.stderr,
      signal,
      validate: said => whyNot(said ?? '', needed, wrong),
    });
    if (isCancel(answer)) {
      signal.throwIfAborted();
      throw new BarqueError({
        domain: 'cancelled',
        attempted: 'ask what is not given',
        cameBack: 'you broke it off',
        next: 'Nothing was written.',
      });
    }
    answers[key] = (answer ?? '').trim();
  }
  return answers;
}

function whyNot(said: string, needed: boolean, wrong: Question['wrong']): string | undefined {
  const answer = said.trim();
  if (answer !== '') return wrong(answer) ?? undefined;
  return needed ? 'An answer is needed.' : undefined;
}
