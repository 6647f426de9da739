/** The verb `node.drain`, its pure half: a node takes no pods and has none that could be elsewhere, or takes pods again. */
import type { Observation } from '../../base/observation.ts';

export interface NodeDrain {
  do: 'node.drain';
  node: string;
  /** `drained`: cordoned and empty. `schedulable`: takes pods. */
  state: 'drained' | 'schedulable';
  /** How long pods may take to leave, seconds. */
  withinS: number;
  /** Whether pods go too that nothing would make again elsewhere. */
  force: boolean;
}

export function afterNodeDrain({ state }: NodeDrain): Observation {
  return { node: state };
}
