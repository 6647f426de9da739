/** Check: no firewall on a balancer is silent to connections that it does not know, as those of the balancer that was lost. */
import type { FilterChain } from '../facts/filter-rules.ts';
import type { Firewall } from '../facts/network.ts';
import { type Check, perHost, warning } from './check.ts';
import { isBalancer } from './parts.ts';

export const INVALID_PACKETS: Check = {
  id: 'invalid-packets',
  title: 'no balancer drops packets of connections that it does not know',
  why: 'After a failover the new balancer answers kept connections with a reset, and clients connect anew at once. Where its firewall drops their packets as invalid, they wait for an answer that never comes.',
  needs: ['filterRules', 'network'],
  judge: input =>
    perHost(
      input,
      ['filterRules', 'network'],
      (_host, { filterRules, network }) => {
        const { port } = input.spec.endpoint;
        return silentDrops(filterRules, port).map(({ chain, rule }) =>
          warning(`${chain.name} drops them: ${rule}`, openInvalid(network.firewall, chain, port)),
        );
      },
      isBalancer,
    ),
};

interface Drop {
  chain: FilterChain;
  rule: string;
}

/** In each chain to which packets come, the first rule that drops what is invalid, unless one before it lets it through. */
export function silentDrops(chains: readonly FilterChain[], port: number): Drop[] {
  return chains
    .filter(({ isEntry }) => isEntry)
    .flatMap(entry => {
      const end = follow(entry, chains, port, []);
      return end === null || end === 'accepted' ? [] : [end];
    });
}

/** Where an invalid packet for this port ends; null: it comes out below. */
function follow(
  chain: FilterChain,
  chains: readonly FilterChain[],
  port: number,
  above: readonly FilterChain[],
): Drop | 'accepted' | null {
  if (above.includes(chain)) return null;
  for (const rule of chain.rules) {
    const { concerns, verdict, jumpsTo } =
      chain.syntax === 'nft' ? readNft(rule, port) : readIptables(rule, port);
    if (!concerns) continue;
    if (verdict === 'accept') return 'accepted';
    if (verdict === 'drop') return { chain, rule };
    const table = chain.name.slice(0, chain.name.lastIndexOf(' '));
    const next = chains.find(({ syntax, name }) => syntax === chain.syntax && name === `${table} ${jumpsTo}`);
    const end = next === undefined ? null : follow(next, chains, port, [...above, chain]);
    if (end !== null) return end;
  }
  return null;
}

interface ReadRule {
  /** Whether an invalid TCP packet from elsewhere for the port may be meant. */
  concerns: boolean;
  verdict: 'accept' | 'drop' | null;
  jumpsTo: string | null;
}

/** nft(8), as `nft list ruleset` prints it. */
function readNft(rule: string, port: number): ReadRule {
  const jumpsTo = /\b(?:jump|goto) (\S+)/.exec(rule)?.[1] ?? null;
  const state = /\bct state (vmap )?(!= )?(\{[^}]*\}|\S+)/.exec(rule);
  const ports = /\btcp dport (!= )?(\{[^}]*\}|\S+)/.exec(rule);
  const isOther =
    /\biif(?:name)? "?lo"?(?:\s|$)/.test(rule) ||
    (/\b(?:udp|icmp|icmpv6|ipv6-icmp|igmp|vrrp)\b/.test(rule) && !/\btcp\b/.test(rule)) ||
    (ports !== null && ports[1] === undefined && !holdsPort(ports[2]!, port));
  const [, isMap, isNot, states = ''] = state ?? [];
  if (isMap !== undefined) {
    const verdict = /\binvalid : (drop|accept)\b/.exec(states)?.[1] ?? null;
    return { concerns: !isOther && verdict !== null, verdict: verdictOf(verdict), jumpsTo: null };
  }
  const isMeant = state === null ? null : /\binvalid\b/.test(states) !== (isNot !== undefined);
  // A comment may say anything.
  const verdict = verdictOf(/\b(accept|drop)\b/.exec(rule.replace(/"[^"]*"/g, ''))?.[1] ?? null);
  return { concerns: concerned(isOther, isMeant, ports !== null, verdict), verdict, jumpsTo };
}

/** iptables-extensions(8), as `iptables-save` prints it. */
function readIptables(rule: string, port: number): ReadRule {
  const target = /(?:^| )-[jg] (\S+)/.exec(rule)?.[1] ?? null;
  const state = /(! )?--(?:ct)?state (\S+)/.exec(rule);
  const ports = /(! )?--dports? (\S+)/.exec(rule);
  const isOther =
    / -i lo( |$)/.test(rule) ||
    / -p (?!tcp)/.test(rule) ||
    (ports !== null && ports[1] === undefined && !holdsPort(ports[2]!, port));
  const isMeant = state === null ? null : /\bINVALID\b/.test(state[2]!) !== (state[1] !== undefined);
  const verdict = verdictOf(target?.toLowerCase() ?? null);
  return { concerns: concerned(isOther, isMeant, ports !== null, verdict), verdict, jumpsTo: target };
}

/**
 * A drop counts where it is about what is invalid: one for everything is the firewall's to-do, and told by the checks of
 * what reaches whom. An acceptance counts for what is invalid or for the port; one for an address decides nothing.
 */
function concerned(
  isOther: boolean,
  isInvalidMeant: boolean | null,
  isPortMeant: boolean,
  verdict: ReadRule['verdict'],
): boolean {
  if (isOther || isInvalidMeant === false) return false;
  if (verdict === 'drop') return isInvalidMeant === true;
  if (verdict === 'accept') return isInvalidMeant === true || isPortMeant;
  return true;
}

function verdictOf(word: string | null): ReadRule['verdict'] {
  return word === 'accept' || word === 'drop' ? word : null;
}

/** `8443`, `{ 22, 8000-9000 }`, `22,8000:9000`. */
function holdsPort(text: string, port: number): boolean {
  return text
    .replace(/[{}]/g, ' ')
    .split(/[\s,]+/)
    .some(word => {
      const [first = Number.NaN, last = first] = word.split(/[-:]/).map(Number);
      return word !== '' && first <= port && port <= last;
    });
}

/** Lets packets that are invalid come to the endpoint's port, where the kernel answers them; nobody else is let in by it. */
function openInvalid(firewall: Firewall, chain: FilterChain, port: number): string {
  const iptables = `-p tcp --dport ${port} -m conntrack --ctstate INVALID -j ACCEPT`;
  if (firewall.is === 'firewalld')
    return `Open the port; firewalld drops only what no zone lets in:\n\n  firewall-cmd --permanent --add-port=${port}/tcp\n  firewall-cmd --reload`;
  if (firewall.is === 'ufw')
    return `In /etc/ufw/before.rules, above the line that drops INVALID:\n\n  -A ufw-before-input ${iptables}\n\nthen: ufw reload`;
  if (chain.syntax === 'nft')
    return `nft insert rule ${chain.name} tcp dport ${port} ct state invalid accept\n\nand the same in /etc/nftables.conf, or it is gone at the next boot.`;
  const [table, name] = chain.name.split(' ');
  return `iptables -t ${table} -I ${name} ${iptables}\n\nand keep it: netfilter-persistent save`;
}
