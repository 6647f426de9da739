/** The verb `vip.yield`, its pure half: a balancer does not take the VIP for now, or may take it again. */
import type { Observation } from '../../base/observation.ts';

export interface VipYield {
  do: 'vip.yield';
  yields: boolean;
  vip: string;
  port: number;
}

export function afterVipYield({ yields }: VipYield): Observation {
  return { yields: yields ? 'yes' : 'no' };
}
