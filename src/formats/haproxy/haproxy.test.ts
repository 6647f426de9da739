import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BarqueError } from '../../base/errors.ts';
import { type Directive, type HaproxyFile, isSectionKind, SECTION_KINDS, type Section } from './model.ts';
import { parseHaproxy } from './parse.ts';
import { printHaproxy } from './print.ts';

const word = fc.string({ maxLength: 12, unit: fc.constantFrom(...'abZ09 \'"\\$#{}.:/-_é%~'.split('')) });
const directive: fc.Arbitrary<Directive> = fc
  .tuple(word, fc.array(word, { maxLength: 4 }))
  .filter(([first]) => !isSectionKind(first))
  .map(([first, rest]) => [first, ...rest]);
const section: fc.Arbitrary<Section> = fc.record({
  kind: fc.constantFrom(...SECTION_KINDS),
  name: fc.array(word, { maxLength: 3 }),
  directives: fc.array(directive, { maxLength: 6 }),
});
const file: fc.Arbitrary<HaproxyFile> = fc.record({ sections: fc.array(section, { maxLength: 5 }) });

describe('printing and reading', () => {
  it('gives the same model, and the same text again', () => {
    fc.assert(
      fc.property(file, model => {
        const text = printHaproxy(model);
        const parsed = parseHaproxy(text);
        expect(parsed.file).toEqual(model);
        expect(parsed.notes).toEqual([]);
        expect(printHaproxy(parsed.file)).toBe(text);
      }),
    );
  });

  it('knows the line of everything', () => {
    const text = '# x\nglobal\n\n  maxconn 5 # five\nbackend b\n  server s 10.0.0.1:1\n';
    expect(parseHaproxy(text).lines).toEqual([
      { section: 2, directives: [4] },
      { section: 5, directives: [6] },
    ]);
  });
});

describe('a value that would begin a line of its own', () => {
  it.each(['a\nglobal', 'a\r', '\u0000', '\u2028', '\u007f', '\u001b[2J'])('%j is refused', value => {
    const model: HaproxyFile = { sections: [{ kind: 'backend', name: [], directives: [['server', value]] }] };
    expect(() => printHaproxy(model)).toThrow(BarqueError);
  });

  it('is refused as a name too, and a directive cannot begin a section', () => {
    expect(() => printHaproxy({ sections: [{ kind: 'backend', name: ['b\n'], directives: [] }] })).toThrow();
    expect(() =>
      printHaproxy({ sections: [{ kind: 'global', name: [], directives: [['backend', 'x']] }] }),
    ).toThrow();
  });
});

describe('reading anybody’s file', () => {
  it('follows the quoting of HAProxy', () => {
    const text = `defaults base\n log-format "%ci \\"x\\" $HOME"\n acl a path_beg /a\\ b 'c d'e # rest\n`;
    expect(parseHaproxy(text).file.sections).toEqual([
      {
        kind: 'defaults',
        name: ['base'],
        directives: [
          ['log-format', '%ci "x" $HOME'],
          ['acl', 'a', 'path_beg', '/a b', 'c de'],
        ],
      },
    ]);
  });

  it('takes conditions wherever they stand', () => {
    const parsed = parseHaproxy('.if defined(X)\nglobal\n .if version_atleast(3.0)\n .endif\n.endif\n');
    expect(parsed.conditions).toEqual([{ line: 1, keyword: '.if' }]);
    expect(parsed.file.sections[0]!.directives.map(([keyword]) => keyword)).toEqual([
      '.if',
      '.endif',
      '.endif',
    ]);
    expect(parsed.notes).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => void parseHaproxy(text)));
    expect(parseHaproxy('maxconn 5\nglobal\n log "x').notes).toEqual([
      { line: 1, says: 'maxconn stands before any section' },
      { line: 3, says: 'a quote is not closed' },
    ]);
  });
});
