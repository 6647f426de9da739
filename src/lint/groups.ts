/** Which VRRP instances of several files belong together. */
import type { Instance } from './keepalived.ts';

/** Two belong together when they share a VIP or a router id on one link; a group is all that hang together. */
export function groupsOf(instances: readonly Instance[]): Instance[][] {
  const groups: Instance[][] = [];
  for (const instance of instances) {
    const near = groups.filter(group => group.some(each => belong(each, instance)));
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push([...near.flat(), instance]);
  }
  return groups;
}

function belong(one: Instance, other: Instance): boolean {
  if (one.file === other.file) return false;
  if (sharesVip(one, other)) return true;
  return one.routerId !== '' && one.routerId === other.routerId && arePeers(one, other);
}

export function sharesVip(one: Instance, other: Instance): boolean {
  return one.vips.some(({ address }) => other.vips.some(vip => vip.address === address));
}

/** Whether one of them names the other as its peer. */
function arePeers(one: Instance, other: Instance): boolean {
  return names(one, other) || names(other, one);
}

function names({ peers }: Instance, { sourceAddress }: Instance): boolean {
  return sourceAddress !== null && peers?.some(({ address }) => address === sourceAddress) === true;
}
