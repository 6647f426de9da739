/** Rules about the form of files: headers, exports, state, names, errors. */
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/base/exit-codes.ts';
import { type Node, nodesOf, placeOf, readSources, type Source, sourceOf } from './source.ts';

/** Names that say nothing about what is in the file. */
const EMPTY_NAMES = /\/(index|([\w-]+-)?(utils?|helpers?|common|misc|shared))\.ts$/;
const COLLECTIONS = ['Map', 'Set', 'WeakMap', 'WeakSet'];
const CHANGES = ['set', 'add', 'delete', 'clear'];
/** Errors of other kinds, each with its reason. */
const OTHER_ERRORS: Readonly<Record<string, string>> = {
  'src/base/errors.ts': 'the one error type itself',
  'src/bundle/apt/closure.ts':
    'caught by refresh.ts, which knows the distribution and tells it in the one error type',
};

const RULES: Readonly<Record<string, (source: Source) => string[]>> = {
  'every file begins with a sentence about itself': ({ path, text }) =>
    /^\/\*\*\s[\s\S]*?[.!?:]?\s*\*\//.test(text) ? [] : [`${path} begins without a header`],

  'nothing is exported by default, or again': source =>
    nodesOf(source.program).flatMap(({ node }) => {
      const again =
        node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && node.source);
      const byDefault = node.type === 'ExportDefaultDeclaration';
      return again || byDefault ? [`${placeOf(source, node)} exports by default or again`] : [];
    }),

  'no module keeps state': source =>
    (source.program.body as readonly Node[]).flatMap(statement => {
      const node = (statement.declaration ?? statement) as Node;
      if (node.type !== 'VariableDeclaration') return [];
      const changes =
        node.kind !== 'const' ||
        (node.declarations as readonly Node[]).some(each => isCollection(each) && isChanged(source, each));
      return changes ? [`${placeOf(source, statement)} keeps state in the module`] : [];
    }),

  'files are named for what is in them': ({ path }) =>
    EMPTY_NAMES.test(path) ? [`${path} says nothing`] : [],

  'there is one error type': source =>
    nodesOf(source.program).flatMap(({ node }) => {
      const parent = (node.superClass as { name?: string } | null | undefined)?.name;
      const other = node.type === 'ClassDeclaration' && /Error$/.test(parent ?? '');
      return other && OTHER_ERRORS[source.path] === undefined
        ? [`${placeOf(source, node)} makes an error type`]
        : [];
    }),
};

function isCollection({ init }: Node): boolean {
  const made = init as (Node & { callee?: { name?: string } }) | null;
  return made?.type === 'NewExpression' && COLLECTIONS.includes(made.callee?.name ?? '');
}

/** Whether this file puts something into it, or takes something out. */
function isChanged(source: Source, { id }: Node): boolean {
  const { name } = id as { name?: string };
  return nodesOf(source.program).some(({ node }) => {
    if (node.type !== 'MemberExpression') return false;
    const [object, property] = [node.object, node.property] as { name?: string }[];
    return object?.name === name && CHANGES.includes(property?.name ?? '');
  });
}

const PLANTED: Readonly<Record<string, readonly [path: string, text: string][]>> = {
  'every file begins with a sentence about itself': [
    ['src/plan/x.ts', 'export const a = 1;'],
    ['src/plan/x.ts', "import { b } from './b.ts';\n/** Too late. */\n"],
  ],
  'nothing is exported by default, or again': [
    ['src/plan/x.ts', 'export default 1;'],
    ['src/plan/x.ts', "export * from './a.ts';"],
    ['src/plan/x.ts', "export { a } from './a.ts';"],
  ],
  'no module keeps state': [
    ['src/plan/x.ts', 'let a = 1;'],
    ['src/plan/x.ts', 'export let a = 1;'],
    ['src/plan/x.ts', 'const seen = new Map(); function f() { seen.set(1, 2); }'],
  ],
  'files are named for what is in them': [
    ['src/plan/utils.ts', ''],
    ['src/plan/string-helpers.ts', ''],
    ['src/plan/index.ts', ''],
  ],
  'there is one error type': [['src/plan/x.ts', 'class PlanError extends Error {}']],
};

const SOURCES = readSources();

describe.each(Object.entries(RULES))('%s', (name, rule) => {
  test('in all of src/', () => {
    expect(SOURCES.flatMap(rule)).toEqual([]);
  });

  test.each(PLANTED[name]!)('%s with "%s" is found', (path, text) => {
    expect(rule(sourceOf(path, text))).toHaveLength(1);
  });
});

describe('what looks alike and is allowed', () => {
  test.each([
    ['no module keeps state', 'const KNOWN = new Set([1]); const f = () => KNOWN.has(1);'],
    ['no module keeps state', 'function f() { let a = 1; const b = new Set(); }'],
    ['nothing is exported by default, or again', 'const a = 1; export { a };'],
  ])('%s: %s', (name, text) => {
    expect(RULES[name]!(sourceOf('src/plan/x.ts', text))).toEqual([]);
  });
});

describe('exit codes', () => {
  const repeated = (codes: readonly number[]) => codes.filter((code, at) => codes.indexOf(code) !== at);

  test('each means one thing', () => {
    expect(repeated(Object.values(EXIT))).toEqual([]);
  });

  test('one that means two is found', () => {
    expect(repeated([0, 1, 0])).toEqual([0]);
  });
});
