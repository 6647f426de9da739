/** Prints an HAProxy configuration: one model, one text. */
import { BarqueError } from '../../base/errors.ts';
import { checkedWord, MANAGED } from '../words.ts';
import { type Directive, type HaproxyFile, isSectionKind } from './model.ts';

/** Throws configuration when a value cannot stand in such a file. */
export function printHaproxy({ sections }: HaproxyFile): string {
  const lines = MANAGED.map(line => `# ${line}`);
  for (const { kind, name, directives } of sections) {
    lines.push('', [kind, ...name.map(quoted)].join(' '));
    for (const directive of directives) lines.push(`  ${lineOf(directive)}`);
  }
  return `${lines.join('\n')}\n`;
}

function lineOf(directive: Directive): string {
  if (isSectionKind(directive[0])) {
    throw new BarqueError({
      domain: 'bug',
      attempted: 'write haproxy.cfg',
      cameBack: `the directive ${directive.join(' ')} would begin a section`,
    });
  }
  return directive.map(quoted).join(' ');
}

/** HAProxy takes these as they are; all else goes between single quotes, in which nothing is expanded (manual, 2.2). */
const PLAIN = /^[A-Za-z0-9_.,:;/@%+=?&*~^<>|!()[\]{}-]+$/;

function quoted(word: string): string {
  const checked = checkedWord(word, 'haproxy.cfg');
  return PLAIN.test(checked) ? checked : `'${checked.replaceAll("'", "'\\''")}'`;
}
