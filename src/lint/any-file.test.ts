/** Whatever a file holds, it is judged or refused with its name and a line. BARQUE_FUZZ_CASES=100000 tries more. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BarqueError } from '../base/errors.ts';
import { forecast } from './forecast.ts';
import { KINDS, type Kind, kindOf } from './kind.ts';
import { lintFiles } from './lint.ts';
import { readFiles } from './read-files.ts';

/** A normal check tries this many of each. */
const CASES = Number(process.env['BARQUE_FUZZ_CASES'] ?? 2000);

const GIVEN = [
  'clean',
  'styles/kubeadm',
  'styles/k3s',
  'styles/kubespray',
  'styles/k0s',
  'styles/rke2',
].flatMap(name => {
  const folder = join(import.meta.dirname, 'samples', name);
  return readdirSync(folder).map(file => readFileSync(join(folder, file), 'utf8'));
});

/** Words of both programs, numbers at their edges, and what ends or begins things. */
const WORDS = [
  ...new Set(GIVEN.flatMap(text => text.split(/\s+/))),
  ...[
    '{',
    '}',
    '"',
    "'",
    '\\',
    '#',
    '!',
    '$',
    '${X}',
    '$X=1',
    '@c',
    '^',
    ':',
    '[',
    ']:',
    '::',
    '/',
    '.if',
    '.endif',
  ],
  ...[
    '-1',
    '0',
    '99999999999999999999',
    '1e9',
    '0.0001',
    'no',
    'default',
    'from',
    'include',
    '\u0000',
    '\ufeff',
  ],
];

const soup = fc
  .array(
    fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(' ', ' ', ' ', '\n', '\n  ', '\t', '\r\n', '')),
    {
      maxLength: 60,
    },
  )
  .map(parts => parts.map(([word, end]) => `${word}${end}`).join(''));

/** A file of people's with a few places cut out, doubled or replaced. */
const damaged = fc
  .tuple(
    fc.constantFrom(...GIVEN),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(30), soup), { maxLength: 4 }),
  )
  .map(([text, cuts]) =>
    cuts.reduce((before, [where, length, put]) => {
      const at = Math.floor(where * before.length);
      return before.slice(0, at) + put.slice(0, 40) + before.slice(at + length);
    }, text),
  );

const bytes = fc.uint8Array({ maxLength: 200 }).map(array => new TextDecoder().decode(array));

const anyText = fc.oneof(
  { weight: 2, arbitrary: damaged },
  { weight: 2, arbitrary: soup },
  { weight: 1, arbitrary: bytes },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 120 }) },
);

function judge(texts: readonly string[], as: Kind | null): void {
  try {
    const model = readFiles(
      texts.map((text, at) => ({ file: `file${at}`, text })),
      as,
    );
    for (const { file, line, reason, remedy } of lintFiles(model)) {
      expect(file).toMatch(/^file\d$/);
      expect(Number.isSafeInteger(line) && line > 0).toBe(true);
      expect(`${reason} ${remedy}`).not.toMatch(/undefined|NaN|\[object/);
    }
    for (const { ms } of forecast(model).flatMap(({ faults }) => faults))
      expect(ms).toBeGreaterThanOrEqual(0);
  } catch (error) {
    if (!(error instanceof BarqueError)) throw error;
    expect(error.failure.where).toMatch(/^file\d:\d+$/);
  }
}

describe('anything at all', () => {
  it.each([...KINDS, null])(
    'is judged or refused, as %s',
    as => {
      fc.assert(
        fc.property(fc.array(anyText, { minLength: 1, maxLength: 3 }), texts => judge(texts, as)),
        { numRuns: Math.ceil(CASES / 3) },
      );
    },
    3_600_000,
  );

  it('gives the same answer twice', () => {
    fc.assert(
      fc.property(damaged, text => {
        const told = () => lintFiles(readFiles([{ file: 'file0', text }], 'haproxy'));
        expect(told()).toEqual(told());
      }),
      { numRuns: 100 },
    );
  });
});

describe('which program a file is for', () => {
  it.each(GIVEN.map((text, at) => [at, text.includes('vrrp_instance') ? 'keepalived' : 'haproxy', text]))(
    'is told from its content (%#)',
    (_at, kind, text) => {
      expect(kindOf(String(text))).toBe(kind);
    },
  );

  it('is refused where it cannot be told, with file and line', () => {
    const refusal = (text: string) => {
      try {
        readFiles([{ file: 'x', text }]);
      } catch (error) {
        return (error as BarqueError).failure;
      }
      return null;
    };
    expect(refusal('server { listen 80; }')).toMatchObject({ domain: 'configuration', where: 'x:1' });
    expect(refusal('global\n  maxconn {{ connections }}\n')).toMatchObject({
      where: 'x:2',
      cameBack: 'it is a template',
    });
    expect(readFiles([{ file: 'x', text: 'maxconn 5' }], 'haproxy').haproxy).toHaveLength(1);
  });
});
