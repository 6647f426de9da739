/** Looks into what was written whatever its form, so that one run tells every problem. */
import type { Path } from './document.ts';

export interface Found {
  value: string;
  path: Path;
}

/** A key of a map; undefined where there is none, or no map. */
export function member(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** A list; an empty one where there is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts under one key of many maps, each with its path. */
export function found(items: readonly unknown[], key: string, base: Path): Found[] {
  return items.flatMap((item, at) => {
    const value = member(item, key);
    return typeof value === 'string' ? [{ value, path: [...base, at, key] }] : [];
  });
}

/** Pairs of equal values; three equal ones are two pairs with the first. */
export function doubled(all: readonly Found[]): [second: Found, first: Found][] {
  const first = new Map<string, Found>();
  const pairs: [Found, Found][] = [];
  for (const each of all) {
    const before = first.get(each.value);
    if (before === undefined) first.set(each.value, each);
    else pairs.push([each, before]);
  }
  return pairs;
}
