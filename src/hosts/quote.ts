/** Quoting of words for a POSIX shell: the only way in which a value reaches a command line. */
import { BarqueError } from '../base/errors.ts';

/** One word, safe in any POSIX shell (POSIX.1-2024, Shell Command Language, 2.2.2). Refuses NUL. */
export function quote(word: string): string {
  if (word.includes('\0')) {
    throw new BarqueError({
      domain: 'bug',
      attempted: 'quote a word for a shell',
      cameBack: 'it holds a NUL byte',
    });
  }
  return `'${word.replaceAll("'", "'\\''")}'`;
}

export function commandLine(words: readonly string[]): string {
  return words.map(quote).join(' ');
}
