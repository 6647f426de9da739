/** The rule that opens a port, in the words of the program that filters a host's packets. */
import type { Firewall } from '../facts/network.ts';

export interface Opening {
  protocol: 'tcp' | 'udp' | 'vrrp';
  /** In ascending order; empty with vrrp. */
  ports: readonly number[];
  /** Addresses of those that must be let in. */
  from: readonly string[];
}

/** More sources than this are told by their network instead. */
const MOST_SOURCES = 12;

/** Commands for the host with this firewall, and how to keep the rule over a reboot. */
export function openRule(firewall: Firewall, { protocol, ports, from }: Opening): string {
  const sources = from.length > MOST_SOURCES ? [...new Set(from.map(wholeNetwork))] : [...from];
  const range = (dash: string) => rangeText(ports, dash);
  switch (firewall.is) {
    case 'nft': {
      const match = protocol === 'vrrp' ? 'ip protocol 112' : `${protocol} dport ${set(ports)}`;
      return `nft insert rule ${firewall.chain} ip saddr '{ ${sources.join(', ')} }' ${match} accept\n\nand the same in /etc/nftables.conf, or it is gone at the next boot.`;
    }
    case 'iptables': {
      const match = protocol === 'vrrp' ? '-p 112' : `-p ${protocol} --dport ${range(':')}`;
      return `iptables -I INPUT -s ${sources.join(',')} ${match} -j ACCEPT\n\nand keep it: netfilter-persistent save`;
    }
    case 'ufw':
      if (protocol === 'vrrp') {
        const lines = sources.map(source => `-A ufw-before-input -p 112 -s ${source} -j ACCEPT`);
        return `in /etc/ufw/before.rules, above COMMIT:\n\n${lines.join('\n')}\n\nthen: ufw reload`;
      }
      return sources
        .map(source => `ufw allow proto ${protocol} from ${source} to any port ${range(':')}`)
        .join('\n');
    case 'firewalld': {
      const what =
        protocol === 'vrrp' ? 'protocol value=vrrp' : `port port=${range('-')} protocol=${protocol}`;
      const rules = sources.map(
        source =>
          `firewall-cmd --permanent --add-rich-rule='rule family=ipv4 source address=${source} ${what} accept'`,
      );
      return [...rules, 'firewall-cmd --reload'].join('\n');
    }
    case 'none':
      return 'No rule of the host itself drops packets: look at what is between them (security group, switch, VLAN).';
    case 'unknown':
      return 'Look at what filters packets on it and between the hosts: neither nft nor iptables is installed there to tell.';
  }
}

/** `2379-2380`, or `6443`. */
function rangeText(ports: readonly number[], dash: string): string {
  const [first, last] = [ports[0], ports.at(-1)];
  return first === last ? String(first) : `${first}${dash}${last}`;
}

function set(ports: readonly number[]): string {
  return rangeText(ports, '-');
}

/** Of a thousand nodes nobody wants a thousand rules. */
function wholeNetwork(address: string): string {
  return `${address.split('.').slice(0, 3).join('.')}.0/24`;
}
