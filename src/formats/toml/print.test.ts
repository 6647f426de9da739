/** What is printed, is TOML; layers/runtime/containerd.test.ts shows it to the real containerd. */
import { expect, test } from 'vitest';
import { printToml } from './print.ts';

test('values come before tables, and tables below tables have their whole path', () => {
  const text = printToml({
    z: { y: { x: 1 } },
    version: 3,
    plugins: { 'io.x': { on: true, deep: { a: 'b' } } },
  });
  expect(text).toBe(
    'version = 3\n\n[plugins."io.x"]\non = true\n\n[plugins."io.x".deep]\na = "b"\n\n[z.y]\nx = 1\n',
  );
});

test('the order of keys does not matter', () => {
  expect(printToml({ b: 1, a: { d: 1, c: 2 } })).toBe(printToml({ a: { c: 2, d: 1 }, b: 1 }));
});

test('texts are quoted with what they hold', () => {
  expect(printToml({ a: 'say "no"\n\\ \u007f \u0001 é' })).toBe(
    'a = "say \\"no\\"\\n\\\\ \\u007f \\u0001 é"\n',
  );
});

test('lists stand on one line, tables inside of them too', () => {
  expect(printToml({ a: [1, 'b', [true], { c: 1.5 }] })).toBe('a = [1, "b", [true], {c = 1.5}]\n');
});

test('an empty table is there, a null is not', () => {
  expect(printToml({ a: {}, b: null })).toBe('[a]\n');
});

test('a null in a list is refused, since leaving it out would move the others', () => {
  expect(() => printToml({ a: [null] })).toThrow('null');
});
