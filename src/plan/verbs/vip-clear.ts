/** The verb `vip.clear`, its pure half: a balancer has the VIP from Keepalived, or not at all. */
import type { Observation } from '../../base/observation.ts';

export interface VipClear {
  do: 'vip.clear';
  vip: string;
}

export function afterVipClear(): Observation {
  return { byHand: 'no' };
}
