/** The damage of a bundle, file by file. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { Damage } from '../../bundle/verify-bundle.ts';
import type { Paint } from './paint.ts';
import { byteText } from './quantities.ts';

const WORDS: Readonly<Record<Damage['is'], string>> = {
  missing: 'missing',
  changed: 'damaged',
  'not-listed': 'not listed',
  unreadable: 'unreadable',
};

export function damageLines(bundle: Bundle, damages: readonly Damage[], colour: Paint): string[] {
  const { files } = bundle.description;
  const bytes = byteText(files.reduce((sum, { size }) => sum + size, 0));
  if (damages.length === 0) {
    return [`${colour.green('✓')} ${files.length} files, ${bytes}, all whole: ${bundle.folder}`];
  }
  const only = damages.every(damage => damage.is === 'not-listed');
  return [
    ...damages.map(
      ({ path, is, found }) => `${colour.red('✗')} ${WORDS[is].padEnd(10)}  ${path}  ${colour.dim(found)}`,
    ),
    '',
    `${damages.length} of ${files.length} files in ${bundle.folder}`,
    only
      ? 'Remove them, or build the bundle again.'
      : 'Mend it by building it again: files that are whole are kept, damaged ones are made anew.',
  ];
}
