/** Quoting: a real shell gives back each word as it was. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLine, quote } from './quote.ts';

const word = fc.oneof(
  fc.string({ unit: 'binary' }).filter(text => !text.includes('\0') && text.isWellFormed()),
  fc.stringMatching(/^['"$`\\!*?~#;&|<>(){}[\] \t\n-]{0,20}$/),
);

test('sh prints back the exact words', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), words => {
      // A NUL after each word: no word can hold one.
      const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${commandLine(words)}`]);
      expect(printed.toString('utf8').split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 60 },
  );
});

test('a NUL is refused: no command line can carry it', () => {
  expect(() => quote('a\0b')).toThrow('NUL');
});
