/** Debian control paragraphs, deb822(5): `Field: value` lines, continued by leading blanks, separated by empty lines. */

/** Field name as written → value; continuation lines keep their line breaks and leading blank. */
export type ControlParagraph = Readonly<Record<string, string>>;

/** The paragraphs of a control file or Packages index, in their order. */
export function* parseControl(text: string): Generator<ControlParagraph> {
  for (const block of text.split(/\n(?:[ \t]*\n)+/)) {
    const fields: Record<string, string> = {};
    let last: string | undefined;
    for (const line of block.split('\n')) {
      if (line.startsWith('#')) continue;
      const colon = line.indexOf(':');
      if (/^[ \t]/.test(line)) {
        if (last !== undefined) fields[last] += `\n${line}`;
      } else if (colon > 0) {
        last = line.slice(0, colon);
        fields[last] = line.slice(colon + 1).trim();
      }
    }
    if (last !== undefined) yield fields;
  }
}

/** The paragraph as text, ending in one line break. */
export function printControl(paragraph: ControlParagraph): string {
  return Object.entries(paragraph)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');
}
