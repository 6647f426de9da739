/** The rules as the host's script prints them, in parts and twice. */
import { expect, test } from 'vitest';
import { parseFilterRules } from './filter-rules.ts';

test('chains with their rules, in order', () => {
  const stdout = `chain=nft yes inet filter input
rule=ct state vmap { established : accept, related : accept, invalid : drop }
rule=tcp dport 22 accept
chain=nft no inet filter log_it
rule=log prefix "x=y " drop
chain=iptables yes filter INPUT
rule=-A INPUT -j ufw-before-input
chain=iptables no filter ufw-before-input
rule=-A ufw-before-input -m conntrack --ctstate INVALID -j DROP
chain=iptables yes filter INPUT
rule=-A INPUT -j ufw-before-input
rule=-A INPUT -p tcp -j ACCEPT
`;
  expect(parseFilterRules(stdout)).toEqual([
    {
      syntax: 'nft',
      name: 'inet filter input',
      isEntry: true,
      rules: [
        'ct state vmap { established : accept, related : accept, invalid : drop }',
        'tcp dport 22 accept',
      ],
    },
    { syntax: 'nft', name: 'inet filter log_it', isEntry: false, rules: ['log prefix "x=y " drop'] },
    {
      syntax: 'iptables',
      name: 'filter INPUT',
      isEntry: true,
      rules: ['-A INPUT -j ufw-before-input', '-A INPUT -p tcp -j ACCEPT'],
    },
    {
      syntax: 'iptables',
      name: 'filter ufw-before-input',
      isEntry: false,
      rules: ['-A ufw-before-input -m conntrack --ctstate INVALID -j DROP'],
    },
  ]);
  expect(parseFilterRules('')).toEqual([]);
});
