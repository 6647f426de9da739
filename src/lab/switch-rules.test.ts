import { expect, test } from 'vitest';
import { rulesText } from './switch-rules.ts';

test('rules replace the same fault’s earlier ones in one transaction', () => {
  expect(rulesText('one-way-in-cp1', 'v-cp1', { in: '' })).toBe(`add table bridge one-way-in-cp1
delete table bridge one-way-in-cp1
table bridge one-way-in-cp1 {
  chain postrouting {
    type filter hook postrouting priority 0; policy accept;
    oifname "v-cp1" drop
  }
}
`);
});

test('a match is asked of both directions', () => {
  const text = rulesText('drop-vrrp-cp1', 'v-cp1', { in: 'ip protocol 112', out: 'ip protocol 112' });
  expect(text).toContain('iifname "v-cp1" ip protocol 112 drop');
  expect(text).toContain('oifname "v-cp1" ip protocol 112 drop');
});
