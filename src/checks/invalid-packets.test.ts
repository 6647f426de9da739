/** Which rules leave a kept connection without an answer after a failover, in the words of nft and of iptables. */
import { describe, expect, test } from 'vitest';
import { healthy } from '../../test/checks/healthy.ts';
import type { FilterChain } from '../facts/filter-rules.ts';
import type { Firewall } from '../facts/network.ts';
import type { CheckInput } from './check.ts';
import { INVALID_PACKETS, silentDrops } from './invalid-packets.ts';

const PORT = 8443;

function nft(...rules: string[]): FilterChain {
  return { syntax: 'nft', name: 'inet filter input', isEntry: true, rules };
}

function iptables(...rules: string[]): FilterChain {
  return { syntax: 'iptables', name: 'filter INPUT', isEntry: true, rules };
}

const dropped = (...chains: FilterChain[]) => silentDrops(chains, PORT).map(({ rule }) => rule);

describe('what drops them', () => {
  test.each([
    'ct state invalid drop',
    'ct state invalid log prefix "INVALID " drop',
    'ct state { invalid, untracked } drop',
    'ct state vmap { invalid : drop, established : accept, related : accept }',
    'iifname "eth0" ct state invalid counter drop comment "no accept here"',
    'tcp dport { 22, 8000-9000 } ct state invalid drop',
  ])('nft: %s', rule => {
    expect(dropped(nft('iif "lo" accept', 'ct state established,related accept', rule))).toEqual([rule]);
  });

  test.each([
    '-A INPUT -m conntrack --ctstate INVALID -j DROP',
    '-A INPUT -m state --state INVALID,UNTRACKED -j DROP',
    '-A INPUT -p tcp -m multiport --dports 22,8000:9000 -m conntrack --ctstate INVALID -j DROP',
  ])('iptables: %s', rule => {
    expect(dropped(iptables('-A INPUT -i lo -j ACCEPT', rule))).toEqual([rule]);
  });

  test('a chain that is jumped to, as ufw has it', () => {
    const before: FilterChain = {
      syntax: 'iptables',
      name: 'filter ufw-before-input',
      isEntry: false,
      rules: [
        '-A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '-A ufw-before-input -m conntrack --ctstate INVALID -j ufw-logging-deny',
        '-A ufw-before-input -m conntrack --ctstate INVALID -j DROP',
      ],
    };
    expect(dropped(iptables('-A INPUT -j ufw-before-input'), before)).toEqual([before.rules[2]]);
    // Nobody jumps there.
    expect(dropped(before)).toEqual([]);
  });
});

describe('what does not', () => {
  test.each([
    ['nothing at all', []],
    ['a policy', ['ct state established,related accept', 'tcp dport 8443 accept']],
    ['what is not invalid', ['ct state != invalid accept', 'ct state new drop', 'ct state established drop']],
    ['another protocol', ['udp dport 53 ct state invalid drop', 'meta l4proto icmp ct state invalid drop']],
    ['another port', ['tcp dport 22 ct state invalid drop', 'tcp dport { 80, 443 } ct state invalid drop']],
    ['the loopback', ['iifname "lo" ct state invalid drop']],
    ['a reset', ['ct state invalid reject with tcp reset']],
    ['one below the port’s own', ['tcp dport { 22, 8443 } accept', 'ct state invalid drop']],
    ['one below the remedy', ['tcp dport 8443 ct state invalid accept', 'ct state invalid drop']],
  ])('nft: %s', (_name, rules) => {
    expect(dropped(nft(...rules))).toEqual([]);
  });

  test('an acceptance of what is new only, above it, does not help', () => {
    expect(dropped(nft('tcp dport 8443 ct state new accept', 'ct state invalid drop'))).toHaveLength(1);
    expect(dropped(nft('ip saddr 10.0.0.0/8 accept', 'ct state invalid drop'))).toHaveLength(1);
  });

  test('what is forwarded is not what comes in: kube-proxy drops it there', () => {
    expect(dropped({ ...nft('ct state invalid drop'), isEntry: false })).toEqual([]);
  });

  test('chains that jump to each other have an end', () => {
    const chain = (name: string, to: string): FilterChain => ({
      syntax: 'nft',
      name: `inet filter ${name}`,
      isEntry: name === 'a',
      rules: [`jump ${to}`],
    });
    expect(dropped(chain('a', 'b'), chain('b', 'a'))).toEqual([]);
  });
});

describe('the check', () => {
  const verdictOf = (chain: FilterChain, firewall: Firewall) => {
    const input = healthy();
    input.hosts[0]!.facts.filterRules = [{ ...chain, rules: [...chain.rules] }];
    input.hosts[3]!.facts.filterRules = [{ ...chain, rules: [...chain.rules] }];
    input.hosts[0]!.facts.network.firewall = firewall;
    return INVALID_PACKETS.judge(input as CheckInput).find(({ is }) => is === 'warning');
  };

  test.each<[string, FilterChain, Firewall, string]>([
    [
      'nft',
      nft('ct state invalid drop'),
      { is: 'nft', chain: 'inet filter input' },
      'nft insert rule inet filter input tcp dport 8443 ct state invalid accept',
    ],
    [
      'iptables',
      iptables('-A INPUT -m conntrack --ctstate INVALID -j DROP'),
      { is: 'iptables' },
      'iptables -t filter -I INPUT -p tcp --dport 8443 -m conntrack --ctstate INVALID -j ACCEPT',
    ],
    [
      'ufw',
      iptables('-A INPUT -m conntrack --ctstate INVALID -j DROP'),
      { is: 'ufw' },
      '  -A ufw-before-input -p tcp --dport 8443 -m conntrack --ctstate INVALID -j ACCEPT',
    ],
    [
      'firewalld',
      nft('ct state invalid drop'),
      { is: 'firewalld' },
      'firewall-cmd --permanent --add-port=8443/tcp',
    ],
  ])('names the balancer, the rule and what to do in the words of %s', (_name, chain, firewall, remedy) => {
    const verdict = verdictOf(chain, firewall);
    // The worker has the same rule, and no kept connection comes there.
    expect(verdict?.hosts).toEqual(['cp1']);
    expect(verdict?.evidence).toBe(`${chain.name} drops them: ${chain.rules[0]}`);
    expect(verdict?.remedy).toContain(remedy);
  });
});
