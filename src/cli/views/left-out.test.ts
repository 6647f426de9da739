import { expect, test } from 'vitest';
import { leftOutLines } from './left-out.ts';

test('whoever is left out is left out for a reason, and the way to its remedy is named', () => {
  const silent = [{ host: 'cp2', because: 'Permission denied (publickey).' }];
  expect(leftOutLines(silent, { file: 'site.yaml' })).toEqual([
    '',
    'Left out, and why:',
    '  cp2 refuses the login: Permission denied (publickey).',
    'What to do about each: barque check -f site.yaml',
  ]);
  expect(leftOutLines([], {})).toEqual([]);
});
