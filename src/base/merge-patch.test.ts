/** The examples of RFC 7396, appendix A, that tell something apart. */
import { expect, test } from 'vitest';
import type { Json } from './json.ts';
import { mergePatch } from './merge-patch.ts';

test.each<[string, Json, Json, Json]>([
  ['a value replaces', { a: 'b' }, { a: 'c' }, { a: 'c' }],
  ['a new key is added', { a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  ['null takes a key away', { a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  ['objects are merged', { a: { b: 'c', d: 'e' } }, { a: { b: 'd', d: null } }, { a: { b: 'd' } }],
  ['lists are replaced whole', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['an object replaces what is none', { a: 'b' }, { a: { b: 'c' } }, { a: { b: 'c' } }],
  ['what replaces a list is no list', ['a'], { a: 1 }, { a: 1 }],
  ['null inside of what is added is left out', {}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ['a name of Object’s own is a key as any', {}, { ['__proto__']: { a: 1 } }, { ['__proto__']: { a: 1 } }],
])('%s', (_name, target, patch, result) => {
  expect(mergePatch(target, patch)).toEqual(result);
});

test('neither side is changed', () => {
  const target = { a: { b: 1 } };
  const patch = { a: { b: 2 } };
  mergePatch(target, patch);
  expect([target, patch]).toEqual([{ a: { b: 1 } }, { a: { b: 2 } }]);
});
