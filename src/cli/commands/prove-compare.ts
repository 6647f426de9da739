/** `barque prove compare`: two proofs side by side. */
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BarqueError, messageOf } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import type { Proof } from '../../prove/proof.ts';
import { compareProofs } from '../../prove/report/compare.ts';
import { parseProof } from '../../prove/report/parse.ts';
import type { Command } from '../command.ts';
import { paint } from '../views/paint.ts';
import { comparisonLines } from '../views/proof-compare.ts';

export const proveCompare: Command = {
  name: 'prove compare',
  summary: 'show two proofs side by side, and what became worse',
  details:
    'Each is a report’s folder or its report.json. It ends with 3 when a drill that passed in the first failed in the second.',
  arguments: [
    { form: '<A>', summary: 'the earlier one' },
    { form: '<B>', summary: 'the later one' },
  ],
  options: [
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: ['barque prove compare before after', 'barque prove compare a/report.json b/report.json -o json'],
  run: async ({ args, options, terminal }) => {
    const [a, b] = await Promise.all([proofAt(String(args[0])), proofAt(String(args[1]))]);
    const comparison = compareProofs(a, b);
    if (options['output'] === 'json') terminal.stdout.write(`${JSON.stringify(comparison)}\n`);
    else
      terminal.stdout.write(
        `${comparisonLines(comparison, paint(terminal.stdout, terminal.env)).join('\n')}\n`,
      );
    return comparison.drills.some(({ isWorse }) => isWorse) ? EXIT.check : EXIT.done;
  },
};

async function proofAt(path: string): Promise<Proof> {
  const given = resolve(path);
  const fail = (cameBack: string, error?: unknown) =>
    new BarqueError(
      {
        domain: 'configuration',
        attempted: 'read the proof',
        where: given,
        cameBack,
        next: 'Name the folder that barque prove printed, or the report.json in it.',
      },
      error,
    );
  try {
    const file = (await stat(given)).isDirectory() ? join(given, 'report.json') : given;
    const proof = parseProof(await readFile(file, 'utf8'));
    if (proof !== null) return proof;
  } catch (error) {
    throw fail(
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is none' : messageOf(error),
      error,
    );
  }
  throw fail('it is no report of this format');
}
