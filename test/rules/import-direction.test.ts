/** Rule: imports go from right to left, never back. */
import { describe, expect, test } from 'vitest';
import { ROOMS } from './rooms.ts';
import { readSources, type Source, sourceOf } from './source.ts';

/** What is wrong with the imports of these files; `known` are all paths that exist. */
function violations(sources: readonly Source[], known: ReadonlySet<string>): string[] {
  return sources.flatMap(source => {
    const room = source.room === undefined ? undefined : ROOMS[source.room];
    if (room === undefined) return [`${source.path} lies in no known room (test/rules/rooms.ts)`];
    return source.imports.flatMap(({ path, typeOnly }) => {
      if (path === undefined) return [];
      if (!known.has(path)) return [`${source.path} imports ${path}, which is not there`];
      const target = path.split('/')[1]!;
      if (target === source.room || room.reads.includes(target)) return [];
      if (!room.types.includes(target)) return [`${source.path} imports ${path}`];
      return typeOnly ? [] : [`${source.path} imports ${path}, of which it may know only types`];
    });
  });
}

describe('import direction', () => {
  const sources = readSources();
  const known = new Set(sources.map(({ path }) => path));

  test('the real graph is seen', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
  });

  test('imports go only leftwards', () => {
    expect(violations(sources, known)).toEqual([]);
  });

  test.each([
    ['src/plan/x.ts', "import { a } from '../hosts/host.ts';", 'the other column'],
    ['src/base/x.ts', "import type { Plan } from '../plan/plan.ts';", 'rightwards, even a type'],
    ['src/facts/x.ts', "import type { Plan } from '../plan/plan.ts';", 'the plan, left of verbs'],
    [
      'src/layers/x.ts',
      "import { hostState } from '../facts/host-facts.ts';",
      'more than a type of the facts',
    ],
    ['src/hosts/x.ts', "const a = await import('../run/take.ts');", 'at run time'],
    ['src/hosts/x.ts', "export { run } from '../run/run.ts';", 'by exporting it again'],
    ['src/app/x.ts', "import { a } from '../cli/program.ts';", 'the command line'],
    ['src/bundle/x.ts', "import { a } from '../app/apply.ts';", 'apps from the bundle'],
    ['src/x.ts', "import { a } from './base/json.ts';", 'outside of rooms'],
    ['src/app/x.ts', "import { a } from '../base/not-there.ts';", 'a file that is not there'],
  ])('%s: %s is found (%s)', (path, text) => {
    expect(violations([sourceOf(path, text)], known)).toHaveLength(1);
  });

  test('what is allowed is not found', () => {
    const text =
      "import type { HostFacts } from '../facts/host-facts.ts'; import { type A, type B } from '../view/cluster-view.ts';";
    expect(violations([sourceOf('src/layers/x.ts', text)], known)).toEqual([]);
  });
});
