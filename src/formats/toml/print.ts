/** TOML (v1.0.0) from plain data: tables as sections, everything inside of lists on one line. */
import { BarqueError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';

type Table = { readonly [key: string]: Json };

/** Keys sorted, so that the same data are the same bytes. TOML has no null: such members are left out. */
export function printToml(table: Table): string {
  return `${sections(table, []).join('\n')}`;
}

/** A table's own values come before the tables below it, which would else claim them. */
function sections(table: Table, path: readonly string[]): string[] {
  const members = membersOf(table);
  const values = members.filter(([, value]) => !isTable(value));
  const lines = values.map(([key, value]) => `${keyOf(key)} = ${inline(value)}\n`);
  const below = members.flatMap(([key, value]) =>
    isTable(value) ? sections(value, [...path, key]) : ([] as string[]),
  );
  if (path.length === 0) return lines.length === 0 ? below : [lines.join(''), ...below];
  // A table without values needs no section, unless it has nothing at all.
  if (lines.length === 0 && below.length > 0) return below;
  return [`[${path.map(keyOf).join('.')}]\n${lines.join('')}`, ...below];
}

function inline(value: Json): string {
  if (typeof value === 'string') return stringOf(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberOf(value);
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  if (isTable(value)) {
    return `{${membersOf(value)
      .map(([key, member]) => `${keyOf(key)} = ${inline(member)}`)
      .join(', ')}}`;
  }
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'write a list as TOML',
    cameBack: 'it holds null, and TOML has none',
    next: 'Take the null out of the list.',
  });
}

function membersOf(table: Table): [string, Json][] {
  return Object.entries(table)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** JSON's escapes are TOML's, except that TOML wants U+007F escaped too. */
function stringOf(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

/** A float that is whole is an integer: JSON does not tell them apart, and what reads these files has integers. */
function numberOf(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

function keyOf(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : stringOf(key);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isTable(value: Json): value is Table {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
