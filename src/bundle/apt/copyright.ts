/** The licence of a Debian package by its copyright file, where that is machine-readable (DEP 5). */
import { parseControl } from './control-paragraph.ts';

/**
 * The short name that the file gives for most of the package: `GPL-2+`, `BSD-3-clause and GPL-2`.
 * Undefined for prose: what is guessed from it is wrong often enough to mislead (krb5's names only its packaging's).
 */
export function licenceIn(text: string): string | undefined {
  if (!/^Format:/im.test(text.slice(0, 500))) return undefined;
  const files = [...parseControl(text)].filter(
    ({ Files, License }) => Files !== undefined && License !== undefined,
  );
  const main = files.find(({ Files }) => Files === '*') ?? files[0];
  const short = main?.['License']?.split('\n')[0]?.trim();
  return short === '' ? undefined : short;
}
