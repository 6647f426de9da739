/** Canonical JSON: one value, one text. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf, hexOf } from './digest.ts';
import { canonicalJson } from './json.ts';

/** The same value with its keys written in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([key, member]) => [key, reversed(member)]));
}

test('what is read back is what was written', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('the order of keys makes no difference, to the text and to the digest', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      expect(digestOf(reversed(value))).toBe(digestOf(value));
    }),
  );
});

test('two values have one text when they are equal, and only then', () => {
  const values = fc.jsonValue({ maxDepth: 1 });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const equal = isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
      expect(canonicalJson(a) === canonicalJson(b)).toBe(equal);
    }),
    {
      numRuns: 1000,
      examples: [
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      ],
    },
  );
});

test('keys stand by code unit, not by any language, and members without a value are left out', () => {
  expect(canonicalJson({ ä: 1, z: 2, Z: 3, a: undefined, 10: 4, 9: [undefined] })).toBe(
    '{"10":4,"9":[null],"Z":3,"z":2,"ä":1}',
  );
});

test('a digest names its kind; the 64 digits alone are what sha256sum prints', () => {
  expect(digestOf({})).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(hexOf(digestOf({}))).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});
