/** Asks a yes-or-no question on the terminal; without one it says which flag to use instead of waiting for ever. */
import { createInterface } from 'node:readline/promises';
import { BarqueError } from '../base/errors.ts';
import type { Terminal } from './command.ts';

/** Only `yes` is yes. Throws usage when nobody can answer. */
export async function askYes(question: string, terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  if (process.stdin.isTTY !== true || terminal.stderr.isTTY !== true) {
    throw new BarqueError({
      domain: 'usage',
      attempted: 'ask for your consent',
      cameBack: 'there is no terminal to ask on',
      next: 'Give --yes to go ahead without being asked.',
    });
  }
  const reader = createInterface({ input: process.stdin, output: terminal.stderr });
  // While it reads, the key is no signal to the process; it must end the program as it does elsewhere.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await reader.question(`${question} Only "yes" is taken as yes: `, { signal });
    return answer.trim() === 'yes';
  } finally {
    reader.close();
  }
}
