/** Asks for consent on the terminal; without one it says which flag to use instead of waiting for ever. */
import { createInterface } from 'node:readline/promises';
import { BarqueError } from '../base/errors.ts';
import type { Terminal } from './command.ts';

/** Only `yes` is yes. Throws usage when nobody can answer. */
export async function askYes(question: string, terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  const answer = await ask(`${question} Only "yes" is taken as yes: `, '--yes', terminal, signal);
  return answer === 'yes';
}

/** Whether the name was typed. Throws usage when nobody can answer. */
export async function askName(
  question: string,
  name: string,
  flag: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  return (await ask(`${question} Type its name (${name}) to go on: `, flag, terminal, signal)) === name;
}

async function ask(question: string, flag: string, terminal: Terminal, signal: AbortSignal): Promise<string> {
  if (process.stdin.isTTY !== true || terminal.stderr.isTTY !== true) {
    throw new BarqueError({
      domain: 'usage',
      attempted: 'ask for your consent',
      cameBack: 'there is no terminal to ask on',
      next: `Give ${flag} to go ahead without being asked.`,
    });
  }
  const reader = createInterface({ input: process.stdin, output: terminal.stderr });
  // While it reads, the key is no signal to the process; it must end the program as it does elsewhere.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return (await reader.question(question, { signal })).trim();
  } finally {
    reader.close();
  }
}
