/** Canonical JSON: one value, one text, whatever the order in which its keys were written. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Text with keys sorted by code unit and no blanks; `undefined` members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(item => canonicalJson(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  // Plans and journals pass here again and again: one loop, no lists in between.
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}
