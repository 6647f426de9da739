import { expect, test } from 'vitest';
import { drainOption } from './options.ts';

test.each([
  ['5m', 300],
  ['90', 90],
  ['1500ms', 2],
])('pods may take %s to leave: %d s', (drainTimeout, withinS) => {
  expect(drainOption({ drainTimeout })).toEqual({ withinS, force: false });
});

test.each(['0', '0s', '0m'])('%s, which kubectl takes for no limit, is refused', drainTimeout => {
  expect(() => drainOption({ drainTimeout })).toThrow('within no time no pod can leave');
});
