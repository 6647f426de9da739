/** Prints a Keepalived configuration: one model, one text. */
import { BarqueError } from '../../base/errors.ts';
import { checkedWord, MANAGED } from '../words.ts';
import type { KeepalivedFile, Statement } from './model.ts';

/** Throws configuration when a value cannot stand in such a file. */
export function printKeepalived({ statements }: KeepalivedFile): string {
  const lines = MANAGED.map(line => `# ${line}`);
  for (const statement of statements) lines.push('', ...linesOf(statement, ''));
  return `${lines.join('\n')}\n`;
}

function linesOf({ words, block }: Statement, indent: string): string[] {
  const line = `${indent}${words.map(quoted).join(' ')}`;
  if (block === null) return [line];
  return [`${line} {`, ...block.flatMap(inner => linesOf(inner, `${indent}  `)), `${indent}}`];
}

/** `~`, `@` and `$` begin sequences, conditions and definitions; `#` and `!` begin comments. */
const PLAIN = /^[A-Za-z0-9_.,:;/%+=?&*<>|()[\]^-][A-Za-z0-9_.,:;/@%+=?&*<>|()[\]^-]*$/;
const QUOTABLE = /^[^"\\$]*$/;

function quoted(word: string): string {
  const checked = checkedWord(word, 'keepalived.conf');
  if (PLAIN.test(checked)) return checked;
  if (QUOTABLE.test(checked)) return `"${checked}"`;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'write keepalived.conf',
    cameBack: `${JSON.stringify(word)} holds a quote, a backslash or a dollar sign`,
    next: 'Correct this value in the cluster’s file.',
  });
}
