/** The verb `node.delete`, its pure half: the API knows no such node. */
import type { Observation } from '../../base/observation.ts';

export interface NodeDelete {
  do: 'node.delete';
  node: string;
}

export function afterNodeDelete(_verb: NodeDelete): Observation {
  return { node: 'absent' };
}
