import { expect, test } from 'vitest';
import { hasAddress } from './network.ts';

const FIB = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 10.77.1.1
        /32 host LOCAL
     |-- 10.77.1.11
        /32 host LOCAL
`;
test('an address is there only as a whole', () => {
  expect(hasAddress(FIB, '10.77.1.11')).toBe(true);
  expect(hasAddress(FIB, '10.77.1.12')).toBe(false);
  expect(hasAddress(FIB, '0.77.1.1')).toBe(false);
});
