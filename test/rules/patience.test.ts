/** Rules about waiting: only run/ tries again, and how long things may take stands in named numbers. */
import { describe, expect, test } from 'vitest';
import { type Node, nodesOf, placeOf, readSources, type Source, sourceOf } from './source.ts';

/** `lab` and `bundle` deal with this machine and with mirrors; a probe’s attempts are what it measures; a run has its own policy for hosts. */
const MAY_RETRY = ['run', 'lab', 'bundle', 'prove'];
const RETRY_NAME = /^(attempts?|tries|retry|retries|attemptsLeft)$/;
const LOOPS = ['ForStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'];

/** A package for it, or a loop that counts attempts. */
function retries(source: Source): string[] {
  if (MAY_RETRY.includes(source.room ?? '')) return [];
  const packages = source.imports
    .filter(({ from }) => from === 'p-retry')
    .map(() => `${source.path} imports p-retry`);
  const loops = nodesOf(source.program).flatMap(({ node, above }) => {
    if (node.type !== 'Identifier' || !RETRY_NAME.test(String(node.name))) return [];
    const loop = above.find(({ type }) => LOOPS.includes(type));
    return loop === undefined ? [] : [`${placeOf(source, node)} tries again`];
  });
  return [...packages, ...loops];
}

const ROOMS_WITH_DEADLINES = ['hosts', 'verbs', 'run'];
/** Virtual time has no deadlines. */
const SIMULATED = /^src\/hosts\/simulated\//;
const WAITING = /^(setTimeout|delay|sleep|timeout)$/;
const TIME_KEY = /(Ms|[tT]imeout|[dD]eadline)$/;

/** Numbers in the middle of code that say how long something may take; named constants at the top are right. */
function bareDeadlines(source: Source): string[] {
  if (!ROOMS_WITH_DEADLINES.includes(source.room ?? '') || SIMULATED.test(source.path)) return [];
  return nodesOf(source.program).flatMap(({ node, above }) => {
    if (node.type !== 'Literal' || typeof node.value !== 'number' || node.value === 0) return [];
    const parent = above.at(-1)!;
    const isWait = parent.type === 'CallExpression' && WAITING.test(calledName(parent));
    const isTime = parent.type === 'Property' && TIME_KEY.test(keyName(parent)) && isInFunction(above);
    return isWait || isTime ? [`${placeOf(source, node)} waits ${node.value} without a name`] : [];
  });
}

function calledName(call: Node): string {
  const callee = call.callee as { name?: string; property?: { name?: string } };
  return callee.name ?? callee.property?.name ?? '';
}

function keyName(property: Node): string {
  const key = property.key as { name?: string; value?: unknown };
  return key.name ?? String(key.value);
}

function isInFunction(above: readonly Node[]): boolean {
  return above.some(({ type }) => /Function/.test(type));
}

const SOURCES = readSources();

describe('only run/ tries again', () => {
  test('in all of src/', () => {
    expect(SOURCES.flatMap(retries)).toEqual([]);
  });

  test.each([
    "import pRetry from 'p-retry';",
    'for (let attempt = 0; a; ) await f();',
    'for (;;) { retries += 1; }',
  ])('%s is found', text => {
    expect(retries(sourceOf('src/verbs/x.ts', text)).length).toBeGreaterThan(0);
    expect(retries(sourceOf('src/run/x.ts', text))).toEqual([]);
  });
});

describe('how long things may take has a name', () => {
  test('in hosts, verbs and run', () => {
    expect(SOURCES.flatMap(bareDeadlines)).toEqual([]);
  });

  test.each([
    'await clock.sleep(1000, signal);',
    'AbortSignal.timeout(5000);',
    'function f() { return { timeoutMs: 300 }; }',
  ])('%s is found', text => {
    expect(bareDeadlines(sourceOf('src/run/x.ts', text))).toHaveLength(1);
  });

  test.each([
    'const RENEW_MS = 10_000; await clock.sleep(RENEW_MS, signal);',
    'const TABLE = { deadline: 20 };',
  ])('%s is not', text => {
    expect(bareDeadlines(sourceOf('src/run/x.ts', text))).toEqual([]);
  });
});
