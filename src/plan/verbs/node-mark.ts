/** The verb `node.mark`, its pure half: labels and taints of nodes, written from a seat. */
import type { Observation } from '../../base/observation.ts';

export interface NodeMark {
  do: 'node.mark';
  marks: readonly {
    node: string;
    kind: 'label' | 'taint';
    key: string;
    /** A label's value, a taint's `value:effect`, or `absent`. */
    value: string;
  }[];
}

export function afterNodeMark(verb: NodeMark): Observation {
  return Object.fromEntries(
    verb.marks.map(({ node, kind, key, value }) => [`${node} ${kind} ${key}`, value]),
  );
}
