/**
 * The verb `node.mark`, its pure half: labels and taints of nodes, written from a seat. Each node itself remembers which of
 * them Barque has set, so that what is taken out of the file leaves the node, and what others have set stays.
 */
import type { Observation } from '../../base/observation.ts';

export interface NodeMark {
  do: 'node.mark';
  /** Each with all its marks: of those that Barque has set before, others go. */
  nodes: readonly MarkedNode[];
}

export interface MarkedNode {
  node: string;
  /** Sorted by `thingOf`, each thing once. */
  marks: readonly Mark[];
}

/** `absent`: it must not be there, whoever has set it. */
export type Mark = {
  kind: 'label' | 'taint';
  /** Of a taint `key:effect`: a node can have one key with several effects. */
  key: string;
} & ({ state: 'there'; value: string } | { state: 'absent' });

/** What a mark is about, whatever its value: the word by which a node remembers it. */
export function thingOf({ kind, key }: Pick<Mark, 'kind' | 'key'>): string {
  return `${kind}|${key}`;
}

export function afterNodeMark({ nodes }: NodeMark): Observation {
  return Object.fromEntries(nodes.flatMap(observedOf));
}

/** What is seen of one node when it is as it should be; a value stands in quotes, which no value holds. */
function observedOf({ node, marks }: MarkedNode): [string, string][] {
  const set = marks.filter(({ state }) => state === 'there');
  return [
    ...marks.map((mark): [string, string] => [
      `${node} ${mark.kind} ${mark.key}`,
      mark.state === 'there' ? `"${mark.value}"` : 'absent',
    ]),
    [`${node} ours`, set.map(thingOf).join(' ') || 'absent'],
  ];
}

/** What of it is not so: marks that differ, and those that go since nobody wants them any more. */
export function differingMarks({ nodes }: NodeMark, before: Observation): MarkedNode[] {
  return nodes.map(({ node, marks }) => {
    const wanted = new Set(marks.map(thingOf));
    const ours = before[`${node} ours`] ?? '';
    const gone = ours.split(' ').filter(thing => thing.includes('|') && !wanted.has(thing));
    const differing = marks.filter(mark => {
      const is = before[`${node} ${mark.kind} ${mark.key}`];
      return is !== (mark.state === 'there' ? `"${mark.value}"` : 'absent');
    });
    return { node, marks: [...differing, ...gone.map(markOfThing)] };
  });
}

function markOfThing(thing: string): Mark {
  const [kind, key = ''] = thing.split('|');
  return { kind: kind === 'taint' ? 'taint' : 'label', key, state: 'absent' };
}
