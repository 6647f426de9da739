/** Rule: the pure column does not wait, reads no clock, throws no dice, and touches nothing outside. */
import { describe, expect, test } from 'vitest';
import { PURE_ROOMS } from './rooms.ts';
import { type Node, nodesOf, placeOf, readSources, type Source, sourceOf } from './source.ts';

/** Files that are not pure although their room is, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/base/clock.ts': 'the system’s clock behind the interface that everybody else is given',
  'src/base/random.ts': 'the system’s randomness behind the function that everybody else is given',
};
/** Computation only; everything else of Node's is I/O, or can be. */
const PURE_MODULES = ['node:crypto', 'node:path', 'node:url', 'node:util'];
/** Packages that compute. */
const PURE_PACKAGES = ['zod', 'yaml', 'semver', 'diff'];
const IMPURE_MEMBERS = ['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID'];
const IMPURE_NAMES = ['process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];

function violations(source: Source): string[] {
  const found: string[] = [];
  for (const { from, path } of source.imports) {
    if (path !== undefined || [...PURE_MODULES, ...PURE_PACKAGES].includes(from)) continue;
    found.push(`${source.path} imports ${from}`);
  }
  for (const { node, above } of nodesOf(source.program)) {
    const what = impurityOf(node, above.at(-1));
    if (what !== undefined) found.push(`${placeOf(source, node)} ${what}`);
  }
  return found;
}

function impurityOf(node: Node, parent: Node | undefined): string | undefined {
  if (node.async === true) return 'has an async function';
  if (node.type === 'AwaitExpression') return 'awaits';
  if (
    node.type === 'NewExpression' &&
    nameOf(node.callee) === 'Date' &&
    (node.arguments as Node[]).length === 0
  )
    return 'reads the clock (new Date())';
  if (node.type === 'ImportSpecifier' && /^random/.test(nameOf(node.imported) ?? '')) return 'imports chance';
  if (node.type === 'MemberExpression') {
    const member = `${nameOf(node.object)}.${nameOf(node.property)}`;
    if (IMPURE_MEMBERS.includes(member)) return `uses ${member}`;
  }
  if (node.type !== 'Identifier' || !IMPURE_NAMES.includes(nameOf(node)!)) return undefined;
  // A member or a key may have such a name.
  const isName = parent?.type === 'MemberExpression' ? parent.object === node : parent?.key !== node;
  return isName ? `uses ${nameOf(node)}` : undefined;
}

function nameOf(node: unknown): string | undefined {
  return (node as { name?: string } | undefined)?.name;
}

describe('purity', () => {
  const column = readSources().filter(({ room }) => room !== undefined && PURE_ROOMS.includes(room));
  const sources = column.filter(({ path }) => EXCEPTIONS[path] === undefined);

  test('the pure column is seen', () => {
    expect(sources.length).toBeGreaterThan(25);
  });

  test('it computes and does nothing else', () => {
    expect(sources.flatMap(violations)).toEqual([]);
  });

  test('every exception is still one', () => {
    const pure = Object.keys(EXCEPTIONS).filter(path => {
      const source = column.find(each => each.path === path);
      return source === undefined || violations(source).length === 0;
    });
    expect(pure).toEqual([]);
  });

  test.each([
    "import { readFile } from 'node:fs/promises';",
    "import { execa } from 'execa';",
    "import { randomBytes } from 'node:crypto';",
    'async function f() {}',
    'const f = async () => 1;',
    'const now = Date.now();',
    'const now = new Date();',
    'const a = Math.random();',
    "const home = process.env['HOME'];",
    'setTimeout(f, 1);',
  ])('%s is found', text => {
    expect(violations(sourceOf('src/plan/x.ts', text))).toHaveLength(1);
  });

  test('a date that is given, and members of such names, are not found', () => {
    const text = 'const day = new Date(0); const a = { process: 1 }.process; const b = a.fetch;';
    expect(violations(sourceOf('src/plan/x.ts', text))).toEqual([]);
  });
});
