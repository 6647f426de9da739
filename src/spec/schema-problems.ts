/** What the schema refuses, as problems with places, in words for people. */
import { z } from 'zod';
import type { Problem } from './diagnostic.ts';
import type { Path, SpecDocument } from './document.ts';
import { nearest } from './nearest.ts';
import { clusterSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;

export function schemaProblems(issues: readonly Issue[], document: SpecDocument): Problem[] {
  const misspelt = new Set(issues.flatMap(issue => misspellings(issue)));
  return issues
    .filter(issue => issue.code !== 'invalid_type' || !misspelt.has(pathWords(issue.path as Path)))
    .flatMap(issue => problemsOf(issue, [], document));
}

/** Paths of the keys that were most likely meant: that they are missing needs no second problem. */
function misspellings(issue: Issue): string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const path = issue.path as Path;
  const known = keysOf(schemaAt(clusterSchema, path));
  return issue.keys.flatMap(key => {
    const near = nearest(key, known);
    return near === null ? [] : [pathWords([...path, near])];
  });
}

function problemsOf(issue: Issue, base: Path, document: SpecDocument): Problem[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  const found = valueAt(document.value, path);
  const place = document.place(path, 'value');
  const words = pathWords(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownKey(path, key, document));
    case 'invalid_union':
      return unionProblems(issue, path, found, document);
    case 'invalid_type':
      if (found === undefined) return [missing(path, descriptionOf(path), document)];
      return [
        {
          summary: 'This has the wrong type',
          detail: `${words} must be ${TYPE_WORDS[issue.expected] ?? issue.expected}, not ${shown(found)}.`,
          help: typeHelp(issue.expected, found, path, document) || descriptionOf(path),
          place,
        },
      ];
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      if (found === undefined)
        return [missing(path, `${String(path.at(-1))}: ${allowed.join(' or ')}`, document)];
      const near = nearest(String(found), allowed);
      return [
        {
          summary: 'This value is not known',
          detail: `${words} is ${shown(found)}; it can be ${allowed.join(', ')}.`,
          help: near === null ? '' : `did you mean ${near}?`,
          place,
        },
      ];
    }
    case 'too_small':
    case 'too_big':
      return [
        {
          summary: 'This is out of range',
          detail:
            issue.origin === 'array'
              ? `${words}: ${issue.message}.`
              : `${words} is ${shown(found)}; it must be ${issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`}.`,
          help: '',
          place,
        },
      ];
    default:
      return [
        {
          summary: 'This is not written right',
          detail: `${words} is ${shown(found)}: ${issue.message}.`,
          help: '',
          place,
        },
      ];
  }
}

function missing(path: Path, help: string, document: SpecDocument): Problem {
  return {
    summary: 'Something is missing',
    detail: `${pathWords(path)} is not there.`,
    help,
    place: document.place(path.slice(0, -1), 'key'),
  };
}

/** Of a choice of forms only the one that was tried is worth words. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  found: unknown,
  document: SpecDocument,
): Problem[] {
  const tried = issue.errors.find(
    branch => !branch.some(each => each.code === 'invalid_type' && each.path.length === 0),
  );
  if (tried !== undefined) return tried.flatMap(each => problemsOf(each, path, document));
  return [
    {
      summary: 'This has the wrong type',
      detail: `${pathWords(path)} must be text or a map, not ${shown(found)}.`,
      help: descriptionOf(path),
      place: document.place(path, 'value'),
    },
  ];
}

function unknownKey(path: Path, key: string, document: SpecDocument): Problem {
  const here = keysOf(schemaAt(clusterSchema, path));
  const near = nearest(key, here);
  const elsewhere = near === null ? placesOf(key, clusterSchema, []) : [];
  let help = `known here: ${here.join(', ')}`;
  if (near !== null) help = `did you mean ${near}?`;
  else if (elsewhere.length > 0 && elsewhere.length < 4)
    help = `${key} belongs to ${elsewhere.map(pathWords).join(' or ')}`;
  return {
    summary: 'This key is not known',
    detail: `${path.length === 0 ? 'A cluster' : pathWords(path)} has no ${JSON.stringify(key)}.`,
    help,
    place: document.place([...path, key], 'key'),
  };
}

/** `spec.hosts[0].name` as a person would say it. */
export function pathWords(path: Path): string {
  let words = '';
  for (const part of path) {
    if (typeof part === 'number') words += `[${part}]`;
    else words += words === '' ? part : `.${part}`;
  }
  return words || 'the file';
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function typeHelp(expected: string, found: unknown, path: Path, document: SpecDocument): string {
  if (expected === 'boolean' && typeof found === 'string')
    return 'write true or false; yes and no are text in YAML 1.2';
  if (expected === 'string' && (typeof found === 'number' || typeof found === 'boolean'))
    return textHelp(document.source(path) ?? String(found), path);
  if (expected === 'array' && found !== null && typeof found !== 'object')
    return `as a list: [${String(found)}]`;
  return '';
}

/** As it is written, since 1.30 is 1.3 as a number; where text would be refused again, how it is to be written. */
function textHelp(written: string, path: Path): string {
  const asText = schemaAt(clusterSchema, path);
  const again = asText === null ? undefined : z.safeParse(asText, written).error?.issues[0];
  return again === undefined ? `as text: "${written}"` : again.message;
}

/** The value as far as it helps; a file may hold anything. */
export function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let at = schema;
  while (at instanceof z.ZodOptional) at = at.unwrap();
  return at;
}

function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | null {
  const at = unwrap(schema);
  const [part, ...rest] = path;
  if (part === undefined) return at;
  if (at instanceof z.ZodArray) return schemaAt(at.element, rest);
  if (at instanceof z.ZodRecord) return schemaAt(at.valueType, rest);
  if (at instanceof z.ZodObject)
    return Object.hasOwn(at.shape, part) ? schemaAt(at.shape[part]!, rest) : null;
  if (at instanceof z.ZodUnion) {
    return at.options.map(option => schemaAt(option, path)).find(found => found !== null) ?? null;
  }
  return null;
}

function keysOf(schema: z.core.$ZodType | null): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(keysOf);
  return [];
}

/** Paths of the maps in which a key is known. */
function placesOf(key: string, schema: z.core.$ZodType, path: Path): Path[] {
  const at = unwrap(schema);
  if (at instanceof z.ZodArray) return placesOf(key, at.element, path);
  if (at instanceof z.ZodUnion) return at.options.flatMap(option => placesOf(key, option, path));
  if (!(at instanceof z.ZodObject)) return [];
  const inner = Object.entries(at.shape).flatMap(([name, child]) => placesOf(key, child, [...path, name]));
  return Object.hasOwn(at.shape, key) ? [path, ...inner] : inner;
}

function descriptionOf(path: Path): string {
  const schema = schemaAt(clusterSchema, path);
  const description = schema instanceof z.ZodType ? schema.meta()?.['description'] : undefined;
  return typeof description === 'string' ? description : '';
}
