import { expect, test } from 'vitest';
import { hasAddress, hasListener } from './network.ts';

const FIB = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 10.77.1.1
        /32 host LOCAL
     |-- 10.77.1.11
        /32 host LOCAL
`;
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
   1: 0B014D0A:0050 01014D0A:9C40 01 00000000:00000000 00:00000000 00000000     0        0 2 1
`;

test('an address is there only as a whole', () => {
  expect(hasAddress(FIB, '10.77.1.11')).toBe(true);
  expect(hasAddress(FIB, '10.77.1.12')).toBe(false);
  expect(hasAddress(FIB, '0.77.1.1')).toBe(false);
});

test('a listening port is told from a connected one', () => {
  expect(hasListener(TCP, 22)).toBe(true);
  expect(hasListener(TCP, 80)).toBe(false);
});
