/** Rule: documents say what is so: their links, paths, tables and examples are those of the sources. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCluster } from '../../src/app/load-cluster.ts';
import { EXIT } from '../../src/base/exit-codes.ts';
import { COMMANDS } from '../../src/cli/registry.ts';
import { ROOMS } from './rooms.ts';
import { ROOT, readSources } from './source.ts';

interface Page {
  path: string;
  text: string;
}

const read = (path: string): Page => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });
const pages = globSync('{*.md,docs/**/*.md}', { cwd: ROOT }).sort().map(read);
const page = (path: string) => pages.find(each => each.path === path)!.text;

/** Links to files of the checkout that are not there. */
function brokenLinks({ path, text }: Page): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, link]) => link!)
    .filter(link => !/^[a-z]+:/.test(link) && !existsSync(join(ROOT, dirname(path), link)))
    .map(link => `${path} links to ${link}`);
}

/** Paths in backticks that are not there; NAME stands for a name. */
function missingPaths({ path, text }: Page): string[] {
  return [...text.matchAll(/`((?:src|test|setup|bench|docs|upstream)\/[\w./-]*)`/g)]
    .map(([, named]) => named!)
    .filter(named => !named.includes('NAME') && !existsSync(join(ROOT, named)))
    .map(named => `${path} names ${named}`);
}

/** `barque …` lines of code whose command does not exist. */
function unknownCommands({ path, text }: Page): string[] {
  const names = COMMANDS.map(({ name }) => name);
  return [...text.matchAll(/(?:^|`)(?:\.\/)?barque ([a-z]+(?: [a-z]+)?)/gm)]
    .map(([, words]) => words!)
    .filter(
      words =>
        !names.some(name => name === words || words.startsWith(`${name} `) || name === words.split(' ')[0]),
    )
    .map(words => `${path} says barque ${words}`);
}

describe('every page', () => {
  test('is seen', () => {
    expect(pages.length).toBeGreaterThan(10);
  });

  test.each([
    ['links to what is there', brokenLinks],
    ['names paths that are there', missingPaths],
    ['shows commands that exist', unknownCommands],
  ])('%s', (_name, rule) => {
    expect(pages.flatMap(rule)).toEqual([]);
  });

  test.each([
    [brokenLinks, 'see [this](not-there.md)'],
    [missingPaths, 'see `src/not/there.ts`'],
    [unknownCommands, 'run\n\nbarque sail away\n'],
  ])('what is wrong is found (%#)', (rule, text) => {
    expect(rule({ path: 'README.md', text })).toHaveLength(1);
  });
});

describe('README.md', () => {
  test('lists every exit code', () => {
    const listed = [...page('README.md').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(listed).toEqual([...Object.values(EXIT)].sort((a, b) => a - b));
  });

  test('shows a cluster file that is right', async () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(page('README.md'))![1]!;
    const checked = await checkCluster('cluster.yaml', {
      readText: async () => yaml,
      filesIn: async () => null,
    });
    expect(checked.is).toBe('right');
  });
});

describe('docs/dependencies.md', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    read('package.json').text,
  ) as Record<string, Record<string, string>>;

  test('has every dependency', () => {
    const all = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(all.filter(name => !page('docs/dependencies.md').includes(`\`${name}\``))).toEqual([]);
  });

  test('says of each delivered one that is not used that it is not', () => {
    const used = new Set(readSources().flatMap(({ imports }) => imports.map(({ from }) => from)));
    const unused = Object.keys(dependencies!).filter(name => !used.has(name));
    const said = (name: string) => new RegExp(`\`${name}\`.*not used yet`).test(page('docs/dependencies.md'));
    expect(unused.filter(name => !said(name))).toEqual([]);
  });
});

test('ARCHITECTURE.md has every room', () => {
  const table = page('ARCHITECTURE.md');
  expect(Object.keys(ROOMS).filter(room => !new RegExp(`^\\|.*\`${room}\``, 'm').test(table))).toEqual([]);
});

test('decisions have numbers of their own, and titles with them', () => {
  const names = readdirSync(join(ROOT, 'docs/decisions')).filter(name => /^\d/.test(name));
  const numbers = names.map(name => name.slice(0, 4));
  expect(new Set(numbers).size).toBe(names.length);
  const untitled = names.filter(name => !page(`docs/decisions/${name}`).startsWith(`# ${name.slice(0, 4)} `));
  expect(untitled).toEqual([]);
});
