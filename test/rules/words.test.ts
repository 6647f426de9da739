/** Rules about words: who may speak to people, and which word the product does not know. */
import { describe, expect, test } from 'vitest';
import { nodesOf, placeOf, readSources, type Source, sourceOf } from './source.ts';

/** Whoever writes to the person's streams; everybody else reports events, answers, errors. */
const SPEAKERS = [/^src\/cli\//, /^src\/prove\/(p1|traffic)\/main\.ts$/];
/** Rooms that must not know that there are labs: what is special there comes as ordinary settings. */
const ROOMS_WITHOUT_LAB = [
  'base',
  'spec',
  'formats',
  'failover',
  'lint',
  'plan',
  'layers',
  'operations',
  'verbs',
  'run',
];

/** Writes to standard streams, and the console. */
function speeches(source: Source): string[] {
  if (SPEAKERS.some(path => path.test(source.path))) return [];
  const nodes = nodesOf(source.program);
  // A machine has a console too, and code about it may call it that.
  const ownConsole = nodes.some(
    ({ node }) => node.type === 'VariableDeclarator' && (node.id as { name?: string }).name === 'console',
  );
  return nodes.flatMap(({ node }) => {
    if (node.type !== 'MemberExpression') return [];
    const [object, property] = [node.object, node.property] as { name?: string }[];
    const isStream = object?.name === 'process' && ['stdout', 'stderr'].includes(property?.name ?? '');
    const isConsole = object?.name === 'console' && !ownConsole;
    return isStream || isConsole ? [`${placeOf(source, node)} speaks to people`] : [];
  });
}

/** The word in comments, texts and as a part of names: `lab`, `labName`, `isLab`, `LAB_PATH`, not `label`. */
function labs(source: Source): string[] {
  return source.text.split('\n').flatMap((line, at) => {
    const words = line.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
    return words.some(word => word.toLowerCase() === 'lab') ? [`${source.path}:${at + 1} says lab`] : [];
  });
}

const SOURCES = readSources();

describe('who speaks to people', () => {
  test('only the command line does', () => {
    expect(SOURCES.flatMap(speeches)).toEqual([]);
  });

  test.each(["process.stderr.write('x');", "console.log('x');", 'const { columns } = process.stdout;'])(
    '%s is found',
    text => {
      expect(speeches(sourceOf('src/run/x.ts', text))).toHaveLength(1);
      expect(speeches(sourceOf('src/cli/views/x.ts', text))).toEqual([]);
    },
  );
});

describe('the word lab', () => {
  const sources = SOURCES.filter(({ room }) => ROOMS_WITHOUT_LAB.includes(room ?? ''));

  test('many files are seen', () => {
    expect(sources.length).toBeGreaterThan(40);
  });

  test('is absent from the product itself', () => {
    expect(sources.flatMap(labs)).toEqual([]);
  });

  test.each([
    'const lab = 1;',
    'const labName = 1;',
    'const isLab = 1;',
    "const LAB_PATH = 'x';",
    "const a = 'in the lab';",
    '// only in a lab',
  ])('%s is found', text => {
    expect(labs(sourceOf('src/verbs/x.ts', text))).toHaveLength(1);
  });

  test.each(['const label = 1;', 'const available = elaborate;'])('%s is not', text => {
    expect(labs(sourceOf('src/verbs/x.ts', text))).toEqual([]);
  });
});
