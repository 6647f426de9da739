/** Rule: shell that Barque runs on hosts lies only in verbs/, facts/, kube/, etcd/ and hosts/; all shell is constant text, and shellcheck finds nothing in it. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type Node, nodesOf, placeOf, readSources, type Source, sourceOf } from './source.ts';

const ROOMS_WITH_SHELL = ['verbs', 'facts', 'kube', 'etcd', 'hosts'];
/** Shell that Barque does not run on hosts, each with its reason; constant and checked like the rest. */
const OTHER_PLACES: readonly { path: RegExp; because: string }[] = [
  { path: /^src\/lab\//, because: 'programs of this machine, and files that are put into lab machines' },
  { path: /^src\/layers\/\w+\/hooks\.ts$/, because: 'the content of a file on the host: systemd runs it' },
  { path: /^src\/layers\/unit-loaded\.ts$/, because: 'the content of a file on the host: systemd runs it' },
  {
    path: /^src\/formats\//,
    because: 'the content of a file on the host: the daemon of that format runs it',
  },
];
/** Texts that bash runs although no first line says so, since they need /dev/tcp. */
const BASH_TEXTS = ['src/lab/start.ts'];
/** Makes the only texts that hosts take. */
const MAKER = 'src/base/shell-text.ts';
/** Starts a shell with a text of hosts/: the operator's own machine as a host. */
const LOCAL = 'src/hosts/local.ts';
/** Programs that take a program as text. */
const SHELLS = ['sh', 'bash', '/bin/sh', '/bin/bash', '/usr/bin/env sh'];
/** What shellcheck says too often, each with its reason; what concerns a single place belongs into that text. */
const EXCLUDED: readonly { code: string; because: string }[] = [
  { code: 'SC1010', because: 'in `note done`, done is a word of the host’s journal' },
  { code: 'SC1007', because: '`a= b=` empties two variables' },
];

interface Script {
  path: string;
  place: string;
  room: string | undefined;
  text: string;
  constant: boolean;
}

function scriptsOf(source: Source): Script[] {
  return nodesOf(source.program).flatMap(({ node }) => {
    if (node.type !== 'TaggedTemplateExpression' || (node.tag as { name?: string }).name !== 'sh') return [];
    const { quasis, expressions } = node.quasi as unknown as {
      quasis: readonly { value: { raw: string } }[];
      expressions: readonly Node[];
    };
    const text = quasis
      .map(({ value }) => value.raw)
      .join('')
      .replaceAll('\\${', '${');
    return [
      {
        path: source.path,
        place: placeOf(source, node),
        room: source.room,
        text,
        constant: expressions.length === 0,
      },
    ];
  });
}

/** Ways around the tag: casts, shells that take text, options that make one. */
function detours(source: Source): string[] {
  if (source.path === MAKER) return [];
  return nodesOf(source.program).flatMap(({ node, above }) => {
    const found = (what: string) => [`${placeOf(source, node)} ${what}`];
    if (node.type === 'TSAsExpression' && typeName(node.typeAnnotation) === 'ShellText')
      return found('casts to ShellText');
    if (node.type === 'Property' && (node.key as { name?: string }).name === 'shell' && isTrue(node.value))
      return found('lets a program start by a shell');
    if (source.path === LOCAL || source.room === 'lab' || node.type !== 'CallExpression') return [];
    const [program, args] = node.arguments as readonly Node[];
    const first = (args?.elements as readonly Node[] | undefined)?.[0]?.value;
    const isShell = SHELLS.includes(String(program?.value)) && first === '-c';
    return isShell && above.length > 0 ? found('starts a shell with a text') : [];
  });
}

function isTrue(node: unknown): boolean {
  return (node as { value?: unknown }).value === true;
}

function typeName(node: unknown): string | undefined {
  return (node as { typeName?: { name?: string } }).typeName?.name;
}

/** Shellcheck's words, warnings and worse; empty when there are none. */
function shellcheck({ text, place, path }: Pick<Script, 'text' | 'place' | 'path'>): string {
  const dialect = text.startsWith('#!/bin/bash\n') || BASH_TEXTS.includes(path) ? 'bash' : 'sh';
  const args = [
    '-s',
    dialect,
    '-S',
    'warning',
    '-f',
    'gcc',
    ...EXCLUDED.map(({ code }) => `--exclude=${code}`),
    '-',
  ];
  const { stdout, stderr, status } = spawnSync('shellcheck', args, { input: text, encoding: 'utf8' });
  if (status === 0) return '';
  return (stdout || stderr || `ended with ${status}`).replaceAll(/^-:/gm, `${place} + `);
}

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
const because = hasShellcheck ? '' : ' (skipped: shellcheck is not installed; apt-get install shellcheck)';

describe('remote shell', () => {
  const sources = readSources();
  const scripts = sources.flatMap(scriptsOf);

  test('the texts are seen', () => {
    expect(scripts.length).toBeGreaterThan(12);
  });

  test('lies only where hosts are read and changed', () => {
    const elsewhere = scripts.filter(
      script =>
        !ROOMS_WITH_SHELL.includes(script.room ?? '') &&
        !OTHER_PLACES.some(({ path }) => path.test(script.path)),
    );
    expect(elsewhere.map(({ place }) => place)).toEqual([]);
  });

  test('is constant', () => {
    expect(scripts.filter(({ constant }) => !constant)).toEqual([]);
  });

  test('has no way around', () => {
    expect(sources.flatMap(detours)).toEqual([]);
  });

  test.skipIf(!hasShellcheck)(`is clean in the eyes of shellcheck${because}`, () => {
    expect(scripts.map(shellcheck).filter(words => words !== '')).toEqual([]);
  });

  test.skipIf(!hasShellcheck)('a misspelt variable is found by shellcheck', () => {
    expect(shellcheck({ text: 'folder=/tmp\nrm -r $foldr/*\n', place: 'x', path: 'x' })).toContain('SC2154');
  });

  test('a value within a text is found', () => {
    const [script] = scriptsOf(sourceOf('src/verbs/x.ts', `const A = sh\`rm \${path}\`;`));
    expect(script).toMatchObject({ constant: false, room: 'verbs' });
  });

  test.each([
    'const a = text as ShellText;',
    "await execa('ip', ['addr'], { shell: true });",
    "await execa('bash', ['-c', text]);",
  ])('%s is found', text => {
    expect(detours(sourceOf('src/run/x.ts', text))).toHaveLength(1);
  });
});
