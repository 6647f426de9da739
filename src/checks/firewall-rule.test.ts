/** The rule to add is one that the host's own program takes. */
import { expect, test } from 'vitest';
import type { Firewall } from '../facts/network.ts';
import { type Opening, openRule } from './firewall-rule.ts';

const ETCD: Opening = { protocol: 'tcp', ports: [2379, 2380], from: ['10.0.0.2', '10.0.0.3'] };
const VRRP: Opening = { protocol: 'vrrp', ports: [], from: ['10.0.0.2'] };

test.each<[string, Firewall, Opening, string]>([
  [
    'nft',
    { is: 'nft', chain: 'inet filter input' },
    ETCD,
    "nft insert rule inet filter input ip saddr '{ 10.0.0.2, 10.0.0.3 }' tcp dport 2379-2380 accept",
  ],
  [
    'nft',
    { is: 'nft', chain: 'inet f i' },
    VRRP,
    "nft insert rule inet f i ip saddr '{ 10.0.0.2 }' ip protocol 112 accept",
  ],
  [
    'iptables',
    { is: 'iptables' },
    ETCD,
    'iptables -I INPUT -s 10.0.0.2,10.0.0.3 -p tcp --dport 2379:2380 -j ACCEPT',
  ],
  ['iptables', { is: 'iptables' }, VRRP, 'iptables -I INPUT -s 10.0.0.2 -p 112 -j ACCEPT'],
  ['ufw', { is: 'ufw' }, ETCD, 'ufw allow proto tcp from 10.0.0.3 to any port 2379:2380'],
  ['ufw', { is: 'ufw' }, VRRP, '-A ufw-before-input -p 112 -s 10.0.0.2 -j ACCEPT'],
  [
    'firewalld',
    { is: 'firewalld' },
    ETCD,
    "firewall-cmd --permanent --add-rich-rule='rule family=ipv4 source address=10.0.0.2 port port=2379-2380 protocol=tcp accept'",
  ],
  [
    'firewalld',
    { is: 'firewalld' },
    VRRP,
    "firewall-cmd --permanent --add-rich-rule='rule family=ipv4 source address=10.0.0.2 protocol value=vrrp accept'",
  ],
  ['nothing on the host', { is: 'none' }, ETCD, 'security group'],
])('%s', (_name, firewall, opening, rule) => {
  expect(openRule(firewall, opening)).toContain(rule);
});

test('a thousand nodes are let in by their networks', () => {
  const from = Array.from({ length: 1000 }, (_, at) => `10.1.${Math.floor(at / 250)}.${at % 250}`);
  const rule = openRule({ is: 'iptables' }, { protocol: 'udp', ports: [8472], from });
  expect(rule).toContain('-s 10.1.0.0/24,10.1.1.0/24,10.1.2.0/24,10.1.3.0/24 ');
});
