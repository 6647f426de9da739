/** The balancers: who is one, who becomes one, who stops being one, and who may still be one without being asked. */
import type { LayerInput } from './layer.ts';
import type { RememberedHost } from './remembered.ts';

type HostOf = LayerInput['hosts'][number];

export interface Balancers {
  /** Of the file, those that balance already: the least wanted holder of the VIP comes first, so that it moves at most once. */
  existing: readonly HostOf[];
  /** Of the file, those that do not balance yet, in the same order. */
  added: readonly HostOf[];
  /** Those that balance and shall not any more, since the file has taken the role away; in the same order. */
  leaving: readonly HostOf[];
  /**
   * Those that balanced when last seen, and that nobody has stopped: the file names them no more, or they do not answer. A
   * Keepalived whose peers forget it drops their adverts (`vrrp_check_unicast_src`) and is a second holder that stays.
   */
  elsewhere: readonly RememberedHost[];
}

export function balancersOf({
  spec,
  hosts,
  chosen,
  remembered,
}: Pick<LayerInput, 'spec' | 'hosts' | 'chosen' | 'remembered'>): Balancers {
  const rank = ({ host }: HostOf) => chosen.priorities[host.name] ?? 0;
  const wanted = hosts.filter(({ host }) => isBalancer(host)).sort((a, b) => rank(a) - rank(b));
  const was = ({ host, facts }: HostOf) => facts.record?.chosen.priorities[host.name] ?? 0;
  const leaving = hosts.filter(own => !isBalancer(own.host) && balances(own)).sort((a, b) => was(a) - was(b));
  const known = new Set(
    [...spec.hosts.filter(isBalancer), ...leaving.map(({ host }) => host)].map(({ name }) => name),
  );
  return {
    existing: wanted.filter(balances),
    added: wanted.filter(own => !balances(own)),
    leaving,
    elsewhere: remembered.filter(host => isBalancer(host) && !known.has(host.name)),
  };
}

/** Whether its own record says so: it is written when all balancers know of each other. */
function balances({ host, facts }: HostOf): boolean {
  return facts.record?.hosts.some(each => isBalancer(each) && each.name === host.name) === true;
}

export function isBalancer({ roles }: { roles: readonly string[] }): boolean {
  return roles.includes('load-balancer');
}
