/** `barque lint`: what is wrong with anybody's load balancer files, and how long each fault would last with them. */
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { BarqueError, messageOf } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { forecast } from '../../lint/forecast.ts';
import { KINDS } from '../../lint/kind.ts';
import { lintFiles } from '../../lint/lint.ts';
import { readFiles, type WrittenFile } from '../../lint/read-files.ts';
import type { Command } from '../command.ts';
import { lintAnswer, lintLines } from '../views/lint.ts';
import { paint } from '../views/paint.ts';

export const lint: Command = {
  name: 'lint',
  summary: 'judge any haproxy.cfg and keepalived.conf, and predict each fault’s outage',
  details:
    'No host is asked, and the files need not be Barque’s. Give the keepalived.conf of all hosts at once: they are compared with each other. Ends with 3 when there is an error among the findings.',
  arguments: [
    {
      form: '<files...>',
      summary: 'haproxy.cfg, keepalived.conf, of one host or of several; - reads standard input',
    },
  ],
  options: [
    {
      flags: '--as <program>',
      summary: 'the program of all files; else each tells by its content',
      choices: KINDS,
    },
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: [
    'barque lint /etc/haproxy/haproxy.cfg /etc/keepalived/keepalived.conf',
    'barque lint lb1.conf lb2.conf haproxy.cfg -o json | jq .findings[].id',
    'ssh lb1 cat /etc/haproxy/haproxy.cfg | barque lint -',
  ],
  run: async ({ args, options, terminal }) => {
    const files = await Promise.all([...new Set([args[0] ?? []].flat())].map(read));
    const as = KINDS.find(kind => kind === options['as']) ?? null;
    const model = readFiles(files, as);
    const [told, forecasts] = [lintFiles(model), forecast(model)];
    const code = told.some(({ severity }) => severity === 'error') ? EXIT.check : EXIT.done;
    if (options['output'] === 'json') {
      terminal.stdout.write(`${JSON.stringify(lintAnswer(model, told, forecasts, code), null, 2)}\n`);
    } else {
      const lines = lintLines(model, told, forecasts, paint(terminal.stdout, terminal.env));
      terminal.stdout.write(`${lines.join('\n')}\n`);
    }
    return code;
  },
};

/** What standard input is called in findings. */
const INPUT = 'standard input';

async function read(file: string): Promise<WrittenFile> {
  if (file === '-') return { file: INPUT, text: await textOf(process.stdin) };
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BarqueError(
      {
        domain: 'configuration',
        attempted: 'read a file to judge',
        where: file,
        cameBack: code === 'EISDIR' ? 'it is a folder' : messageOf(error),
        next:
          code === 'EISDIR'
            ? 'Give the files in it that HAProxy and Keepalived read.'
            : 'Give files of this machine; copy those of other hosts here first.',
      },
      error,
    );
  }
}
