import { describe, expect, it } from 'vitest';
import { diffLines, diffOf, newLinesOf } from './file-diff.ts';
import { paint } from './paint.ts';

const plain = paint({}, {});
const lines = (count: number, word = 'line') =>
  Array.from({ length: count }, (_, at) => `${word} ${at}\n`).join('');

describe('the diff of a file', () => {
  it('shows what changes with two lines around it', () => {
    const before = 'a\nb\nc\nmaxconn 1\nd\ne\nf\n';
    expect(diffOf(before, before.replace('maxconn 1', 'maxconn 2'))).toEqual([
      '@@ -2,5 +2,5 @@',
      ' b',
      ' c',
      '-maxconn 1',
      '+maxconn 2',
      ' d',
      ' e',
    ]);
  });

  it('is empty when nothing changes', () => {
    expect(diffOf('a\n', 'a\n')).toEqual([]);
  });

  it('is folded after forty lines, and says how to see the rest', () => {
    const diff = diffOf('', lines(100));
    const folded = diffLines(diff, plain, false);
    expect(folded).toHaveLength(41);
    expect(folded.at(-1)).toBe('… 61 more lines (--verbose shows them)');
    expect(diffLines(diff, plain, true)).toHaveLength(101);
  });

  it('is painted by its signs', () => {
    const colour = paint({}, { FORCE_COLOR: '1' });
    expect(diffLines(['+new', '-old'], colour, false)).toEqual([
      '\u001b[32m+new\u001b[39m',
      '\u001b[31m-old\u001b[39m',
    ]);
  });

  it('never gives the terminal an order that stood in a file', () => {
    expect(diffOf('', '\u001b[2Jgone\u0007\r\n')).toContain('+\\x1b[2Jgone\\x07\\x0d');
    expect(newLinesOf('\u009b31m\ttab\n')).toEqual(['+\\x9b31m\ttab']);
  });
});
