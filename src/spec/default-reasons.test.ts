import { describe, expect, it } from 'vitest';
import { DEFAULT_REASONS } from './default-reasons.ts';
import { jsonSchema } from './schema.ts';

type Node = { [key: string]: unknown };

/** Paths of all leaves that may be left out, themselves or with what they stand in. */
function optional(schema: Node, path: string, may: boolean): string[] {
  const properties = schema['properties'] as Record<string, Node> | undefined;
  if (properties !== undefined) {
    const required = (schema['required'] ?? []) as string[];
    return Object.entries(properties).flatMap(([key, child]) =>
      optional(child, path === '' ? key : `${path}.${key}`, may || !required.includes(key)),
    );
  }
  if (schema['items'] !== undefined) {
    // Whoever writes a member of a list writes what it cannot be without.
    const below = optional(schema['items'] as Node, `${path}[]`, false);
    return may ? [`${path}[]`, ...below] : below;
  }
  if (schema['anyOf'] !== undefined)
    return (schema['anyOf'] as Node[]).flatMap(each => optional(each, path, may));
  return may ? [path] : [];
}

/** The default that the schema names for editors, by path. */
function named(schema: Node, path: string): [string, string][] {
  const own: [string, string][] =
    schema['default'] === undefined || schema['default'] === '' ? [] : [[path, String(schema['default'])]];
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Node>);
  const below = properties.flatMap(([key, child]) => named(child, path === '' ? key : `${path}.${key}`));
  return [
    ...own,
    ...below,
    ...(schema['items'] === undefined ? [] : named(schema['items'] as Node, `${path}[]`)),
  ];
}

const root = (jsonSchema()['$defs'] as Record<string, Node>)['Cluster']!;

describe('the reasons of defaults', () => {
  it('are there for every leaf that may be left out, and for nothing else', () => {
    const leaves = [...new Set(optional(root, '', false))];
    expect(leaves.length).toBeGreaterThan(40);
    expect(DEFAULT_REASONS.map(({ path }) => path).sort()).toEqual(leaves.sort());
  });

  it('name the same values as the schema', () => {
    const all = named(root, '');
    expect(all.length).toBeGreaterThan(10);
    for (const [path, value] of all)
      expect(DEFAULT_REASONS.find(each => each.path === path)?.value).toContain(value);
  });

  it('are sentences', () => {
    expect(DEFAULT_REASONS.filter(({ why }) => !/^[\p{Lu}k].*\.$/u.test(why))).toEqual([]);
  });
});
