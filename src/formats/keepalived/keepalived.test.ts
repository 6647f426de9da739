import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BarqueError } from '../../base/errors.ts';
import { keepalivedFeatures } from './features.ts';
import type { KeepalivedFile, Statement } from './model.ts';
import { parseKeepalived } from './parse.ts';
import { printKeepalived } from './print.ts';

const word = fc.string({ maxLength: 10, unit: fc.constantFrom(..."aZ09 #!{}.:/-_é%~@'".split('')) });
const words = fc
  .tuple(word, fc.array(word, { maxLength: 3 }))
  .map(([first, rest]): [string, ...string[]] => [first, ...rest]);
const { statement } = fc.letrec<{ statement: Statement }>(tie => ({
  statement: fc.record({
    words,
    block: fc.option(fc.array(tie('statement'), { maxLength: 4 }), { depthSize: 'small' }),
  }),
}));
const file: fc.Arbitrary<KeepalivedFile> = fc.record({ statements: fc.array(statement, { maxLength: 4 }) });

describe('printing and reading', () => {
  it('gives the same model, and the same text again', () => {
    fc.assert(
      fc.property(file, model => {
        const text = printKeepalived(model);
        const parsed = parseKeepalived(text);
        expect(parsed.file).toEqual(model);
        expect(parsed.notes).toEqual([]);
        expect(printKeepalived(parsed.file)).toBe(text);
      }),
    );
  });
});

describe('a value that would begin a line or a block of its own', () => {
  it.each(['a\n}', 'a\r', '\u0000', '\u2028', 'a"b', 'a\\', '$X'])('%j is refused', value => {
    expect(() => printKeepalived({ statements: [{ words: ['router_id', value], block: null }] })).toThrow(
      BarqueError,
    );
  });

  it('is quoted when it only looks like one', () => {
    const text = printKeepalived({
      statements: [{ words: ['notify', '/bin/x } # y', '~SEQ'], block: null }],
    });
    expect(text).toContain('notify "/bin/x } # y" "~SEQ"\n');
  });
});

describe('reading anybody’s file', () => {
  it('takes braces wherever they stand, and keeps the lines', () => {
    const text = '! head\nvrrp_instance A\n{\n  virtual_ipaddress { 10.0.0.1 } # one\n  state MASTER\n}\n';
    const parsed = parseKeepalived(text);
    expect(parsed.file.statements).toEqual([
      {
        words: ['vrrp_instance', 'A'],
        block: [
          { words: ['virtual_ipaddress'], block: [{ words: ['10.0.0.1'], block: null }] },
          { words: ['state', 'MASTER'], block: null },
        ],
      },
    ]);
    expect(parsed.lines.get(parsed.file.statements[0]!.block![1]!)).toBe(5);
    expect(parsed.notes).toEqual([]);
  });

  it('keeps the braces of a definition in its word', () => {
    const { file, notes } = parseKeepalived(
      'vrrp_instance A {\n  priority ${PRIORITY}\n  router_id a$B{\n}}\n',
    );
    expect(file.statements[0]!.block).toEqual([
      { words: ['priority', '${PRIORITY}'], block: null },
      { words: ['router_id', 'a$B'], block: [] },
    ]);
    expect(notes).toEqual([]);
  });

  it('does not follow braces without end', () => {
    const { file, notes } = parseKeepalived('a {\n'.repeat(100_000));
    expect(notes.some(({ says }) => says === 'braces stand within more than 50 others')).toBe(true);
    expect(JSON.stringify(file).match(/"a"/g)!.length).toBeLessThan(100);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => void parseKeepalived(text)));
    expect(parseKeepalived('a {\n b "c\n').notes).toEqual([
      { line: 2, says: 'a quote is not closed' },
      { line: 1, says: 'this brace is not closed' },
    ]);
    expect(parseKeepalived('}\n{\n').notes.map(({ says }) => says)).toEqual([
      'a brace closes nothing',
      'a brace opens without a name',
      'this brace is not closed',
    ]);
  });
});

describe('what a version can', () => {
  it.each([
    ['1:2.2.7-1+b2', false, false],
    ['2.3.1', false, false],
    ['2.3.2', true, false],
    ['1:2.3.3-1', true, true],
    ['2.10.0', true, true],
    ['3.0.0', true, true],
    ['git', false, false],
  ])('%s', (version, millisecondScripts, timerExpiredBackup) => {
    expect(keepalivedFeatures(version)).toMatchObject({ millisecondScripts, timerExpiredBackup });
  });
});
