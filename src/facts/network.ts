/** The fact `network`: addresses, routes, who manages them, and who filters packets. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';
import { wordsOf } from './words.ts';

/** By which program a host's packets are filtered; a rule to add must be written in its words. */
export type Firewall =
  | { is: 'none' }
  /** No program that could say it is installed. */
  | { is: 'unknown' }
  | { is: 'ufw' | 'firewalld' | 'iptables' }
  /** `chain`: family, table and name of the chain that drops. */
  | { is: 'nft'; chain: string };

export interface NetworkFact {
  addresses: readonly { interface: string; address: string; prefix: number }[];
  /** Destinations of the main table with their interface; `default` among them. */
  routes: readonly { to: string; interface: string }[];
  /** Interface by which packets for the VIP leave; `lo` on its holder; empty: none. */
  vipInterface: string;
  /** Whether that way goes through a gateway. */
  vipGateway: boolean;
  /** `networkd`, `NetworkManager`, `ifupdown`, `netplan`, `dhcpcd`. */
  managers: readonly string[];
  firewall: Firewall;
  /** Whether the clock is kept by a program, and whether that says so. */
  timeSync: { daemon: string | null; synchronized: boolean };
}

const TEXT = sh`
ip -o -4 address show | while read -r _ name _ address _; do echo "address=$name $address"; done
ip -4 route show | while read -r to rest; do
  case $to in blackhole | unreachable | prohibit) continue ;; esac
  echo "route=$to $(printf '%s\n' "$rest" | sed -n 's/.*dev \([^ ]*\).*/\1/p')"
done
way=$(ip -o -4 route get "$1" 2>/dev/null | head -n 1)
printf 'vip=%s\n' "$(printf '%s\n' "$way" | sed -n 's/.*dev \([^ ]*\).*/\1/p')"
case $way in *' via '*) echo via=yes ;; esac
! systemctl is-active -q systemd-networkd 2>/dev/null || echo manager=networkd
! systemctl is-active -q NetworkManager 2>/dev/null || echo manager=NetworkManager
! systemctl is-active -q dhcpcd 2>/dev/null || echo manager=dhcpcd
! { systemctl is-active -q networking 2>/dev/null && grep -qs '^iface [^l]' /etc/network/interfaces; } || echo manager=ifupdown
! { command -v netplan && ls /etc/netplan/*.yaml; } >/dev/null 2>&1 || echo manager=netplan
for name in chrony chronyd ntpsec ntp systemd-timesyncd openntpd; do
  ! systemctl is-active -q "$name" 2>/dev/null || echo "time=$name"
done
[ "$(timedatectl show -p NTPSynchronized --value 2>/dev/null)" != yes ] || echo synchronized=yes
if systemctl is-active -q firewalld 2>/dev/null; then echo firewall=firewalld
elif ufw status 2>/dev/null | grep -q '^Status: active'; then echo firewall=ufw
elif command -v nft >/dev/null; then
  chain=$(nft list ruleset 2>/dev/null | awk '
    $1 == "table" { table = $2 " " $3 }
    $1 == "chain" { chain = $2; hooked = 0 }
    / hook input / { hooked = 1; if (/policy drop/) { print table " " chain; exit } }
    hooked && / (drop|reject)/ { print table " " chain; exit }')
  case $chain in
    '') echo firewall=none ;;
    'ip filter INPUT') if command -v iptables >/dev/null; then echo firewall=iptables; else echo "firewall=nft $chain"; fi ;;
    *) echo "firewall=nft $chain" ;;
  esac
elif command -v iptables-save >/dev/null; then
  if iptables-save 2>/dev/null | grep -qE '^:INPUT DROP|^-A INPUT .*-j (DROP|REJECT)'; then echo firewall=iptables
  else echo firewall=none; fi
else echo firewall=unknown
fi
`;

export function networkOf(vip: string): FactSource<NetworkFact> {
  return { name: 'network', text: TEXT, args: [vip], parse: parseNetworkFact, simulate };
}

/** Reads what the text prints. */
export function parseNetworkFact(stdout: string): NetworkFact {
  const words = wordsOf(stdout);
  const [kind = 'unknown', ...chain] = words.one('firewall').split(' ');
  return {
    addresses: words.all('address').map(line => {
      const [name = '', cidr = ''] = line.split(' ');
      const [address = '', prefix = '32'] = cidr.split('/');
      return { interface: name, address, prefix: Number(prefix) };
    }),
    routes: words.all('route').map(line => {
      const [to = '', name = ''] = line.split(' ');
      return { to, interface: name };
    }),
    vipInterface: words.one('vip'),
    vipGateway: words.has('via'),
    managers: words.all('manager'),
    firewall: firewallOf(kind, chain.join(' ')),
    timeSync: { daemon: words.all('time')[0] ?? null, synchronized: words.has('synchronized') },
  };
}

function firewallOf(kind: string, chain: string): Firewall {
  switch (kind) {
    case 'nft':
      return { is: 'nft', chain };
    case 'ufw':
    case 'firewalld':
    case 'iptables':
    case 'none':
      return { is: kind };
    default:
      return { is: 'unknown' };
  }
}

function simulate({ nature }: Parameters<FactSource<NetworkFact>['simulate']>[0]): NetworkFact {
  const { address, interface: name } = nature;
  return {
    addresses: [{ interface: name, address, prefix: 24 }],
    routes: [{ to: 'default', interface: name }],
    vipInterface: name,
    vipGateway: false,
    managers: ['networkd'],
    firewall: { is: 'none' },
    timeSync: { daemon: 'systemd-timesyncd', synchronized: true },
  };
}
