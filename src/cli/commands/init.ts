/** `barque init`: a first cluster.yaml from what only a person can know. */
import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { checkCluster } from '../../app/load-cluster.ts';
import { BarqueError, messageOf } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { addressNumber } from '../../spec/ipv4.ts';
import type { ResolvedSpec } from '../../spec/resolved.ts';
import { LABEL } from '../../spec/schema.ts';
import { askFor, type Question } from '../ask-words.ts';
import { clusterText, type FirstWords } from '../cluster-text.ts';
import type { Command, Terminal } from '../command.ts';
import { FILE_OPTION } from '../options.ts';
import { shapeWords } from '../views/cluster-shape.ts';
import { warn } from '../views/diagnostics.ts';

export const init: Command = {
  name: 'init',
  summary: 'write a first cluster.yaml',
  details:
    'It asks only what it cannot know: the name, the VIP, the machines. With --name, --vip and --control-plane it asks nothing. A file that is there is never touched.',
  options: [
    FILE_OPTION,
    { flags: '--name <name>', summary: 'name of the cluster' },
    { flags: '--vip <address>', summary: 'free IPv4 address in the network of the load balancers' },
    { flags: '--control-plane <addresses>', summary: 'IPv4 addresses, with commas; one, three or five' },
    { flags: '--worker <addresses>', summary: 'IPv4 addresses, with commas' },
    {
      flags: '--load-balancer <addresses>',
      summary: 'IPv4 addresses of hosts that only balance; otherwise the control planes do',
    },
    { flags: '--ssh-user <user>', summary: 'user to log in as; otherwise root' },
    { flags: '--kubernetes <version>', summary: 'Kubernetes release; otherwise the bundle’s' },
  ],
  examples: [
    'barque init',
    'barque init --name harbour --vip 192.0.2.100 --control-plane 192.0.2.11,192.0.2.12,192.0.2.13 --worker 192.0.2.21',
  ],
  run: async ({ options, terminal, signal }) => {
    const file = String(options['file']);
    await refuseExisting(file);
    refuseWrongFlags(options);
    const given = Object.fromEntries(
      QUESTIONS.map(({ key }) => [key, typeof options[key] === 'string' ? String(options[key]) : undefined]),
    );
    // A list of workers that is left out is none, once the rest was said by flags.
    const missing = QUESTIONS.filter(({ key, needed }) => given[key] === undefined && needed);
    const questions = missing.length === 0 ? [] : QUESTIONS.filter(({ key }) => given[key] === undefined);
    const said = questions.length === 0 ? {} : await askFor(questions, terminal, signal);
    const answers: Record<string, string | undefined> = { ...given, ...said };
    const text = clusterText({
      name: answers['name']!,
      vip: answers['vip']!,
      controlPlanes: listOf(answers['controlPlane']),
      workers: listOf(answers['worker']),
      loadBalancers: listOf(options['loadBalancer']),
      sshUser: textOf(options['sshUser']),
      kubernetes: textOf(options['kubernetes']),
    } satisfies FirstWords);
    const spec = await specOf(file, text, terminal);
    await writeNew(file, text);
    terminal.stdout.write(text);
    terminal.stderr.write(
      `\nWritten to ${file}: ${shapeWords(spec)}. Next:\n\n${nextLines(file, spec).join('\n')}\n`,
    );
    return EXIT.done;
  },
};

/** Whether the hosts are fit, what they are made of, and only then the plan, which needs both. */
function nextLines(file: string, { kubernetes }: ResolvedSpec): string[] {
  const flag = fileFlag(file);
  const release = kubernetes === null ? '' : ` --kubernetes ${releaseOf(kubernetes.version)}`;
  return [
    `  barque check${flag}    # whether the hosts are fit for it`,
    `  barque bundle build${release}    # programs and images, once for each release`,
    `  barque plan${flag}`,
  ];
}

/** A whole one, as bundles are built: 1.36 names none. */
function releaseOf(version: string | null): string {
  return version !== null && /^\d+\.\d+\.\d+$/.test(version) ? version : '1.36.3';
}

const QUESTIONS: readonly Question[] = [
  {
    key: 'name',
    flag: '--name',
    ask: 'Name of the cluster',
    example: 'harbour',
    needed: true,
    wrong: answer =>
      LABEL.test(answer) ? null : 'A name has small letters, digits and -, at most 63 of them.',
  },
  {
    key: 'vip',
    flag: '--vip',
    ask: 'Virtual address, free, in the network of the control planes',
    example: '192.0.2.100',
    needed: true,
    wrong: wrongAddresses,
  },
  {
    key: 'controlPlane',
    flag: '--control-plane',
    ask: 'Addresses of the control planes, with commas (three bear the loss of one)',
    example: '192.0.2.11, 192.0.2.12, 192.0.2.13',
    needed: true,
    wrong: wrongAddresses,
  },
  {
    key: 'worker',
    flag: '--worker',
    ask: 'Addresses of the workers, with commas (none: just Enter)',
    example: '192.0.2.21',
    needed: false,
    wrong: wrongAddresses,
  },
];

function wrongAddresses(answer: string): string | null {
  const wrong = listOf(answer).filter(each => addressNumber(each) === null);
  return wrong.length === 0 ? null : `${wrong.join(', ')}: an IPv4 address is written as 192.0.2.10.`;
}

/** By the rules of the questions: a flag is an answer that was given before. */
function refuseWrongFlags(options: Readonly<Record<string, unknown>>): void {
  const addresses = { flag: '--load-balancer', key: 'loadBalancer', needed: true, wrong: wrongAddresses };
  for (const { flag, key, needed, wrong } of [...QUESTIONS, addresses]) {
    const answer = options[key];
    if (typeof answer !== 'string') continue;
    const isEmpty = listOf(answer).length === 0;
    const cameBack = isEmpty && needed ? 'there is nothing in it' : wrong(answer.trim());
    if (cameBack === null) continue;
    throw new BarqueError({
      domain: 'usage',
      attempted: `read ${flag}`,
      cameBack,
      next: 'Nothing was written.',
    });
  }
}

/** The text by the rules of every other command, before anything is written. */
async function specOf(file: string, text: string, terminal: Terminal): Promise<ResolvedSpec> {
  const checked = await checkCluster(file, { readText: async () => text, filesIn: async () => null });
  if (checked.is === 'wrong') {
    throw new BarqueError({
      domain: 'usage',
      attempted: `write ${file}`,
      // Without lines and columns: there is no such file.
      cameBack: checked.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join('\n'),
      next: 'Nothing was written.',
    });
  }
  warn(checked.loaded, terminal);
  return checked.loaded.spec;
}

/** Before anything is asked; writing looks again. */
async function refuseExisting(file: string): Promise<void> {
  const isThere = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  if (await isThere(file)) throw notWritten(file, WHY_NOT['EEXIST']!);
  const folder = dirname(resolve(file));
  if (!(await isThere(folder))) throw notWritten(file, `there is no folder ${folder}`);
}

const WHY_NOT: Readonly<Record<string, string>> = {
  EEXIST: 'there is one already',
  ENOENT: 'its folder is not there',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'you may not write there',
  EROFS: 'nothing can be written there',
};

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw notWritten(file, WHY_NOT[(error as NodeJS.ErrnoException).code ?? ''] ?? messageOf(error));
  }
}

function notWritten(file: string, cameBack: string): BarqueError {
  return new BarqueError({
    domain: 'usage',
    attempted: 'write a first cluster file',
    where: file,
    cameBack,
    next: 'Name another one with --file. Nothing was written.',
  });
}

function listOf(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return value
    .split(/[,\s]+/)
    .map(each => each.trim())
    .filter(each => each !== '');
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function fileFlag(file: string): string {
  return file === FILE_OPTION.default ? '' : ` -f ${file}`;
}
