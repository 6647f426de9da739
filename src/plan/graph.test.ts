/** The order of changes: nothing before what it waits for, and one order for one set. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder } from './graph.ts';

interface Node {
  id: string;
  needs: string[];
  gives: string[];
}

/** Graphs without circles: each node waits only for milestones of nodes before it; some give one together. */
const graphs = fc
  .array(fc.tuple(fc.array(fc.nat(19), { maxLength: 4 }), fc.boolean()), { maxLength: 20 })
  .chain(rows => {
    const nodes: Node[] = rows.map(([, shared], at) => ({
      id: `n${(at * 7919) % 1000}-${at}`,
      needs: [],
      gives: shared ? [`m${at}`, `even${at % 2}-${Math.floor(at / 4)}`] : [`m${at}`],
    }));
    for (const [at, [needs]] of rows.entries())
      nodes[at]!.needs = needs.filter(need => need < at).map(need => `m${need}`);
    return fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length }));
  });

test('each stands after all that give what it waits for', () => {
  fc.assert(
    fc.property(graphs, ([, shuffled]) => {
      const ordered = inOrder(shuffled);
      expect([...ordered].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
        [...shuffled].sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
      const place = new Map(ordered.map((node, at) => [node.id, at]));
      for (const node of ordered) {
        for (const giver of ordered) {
          if (giver.gives.some(milestone => node.needs.includes(milestone)))
            expect(place.get(giver.id)!).toBeLessThan(place.get(node.id)!);
        }
      }
    }),
  );
});

test('the order does not depend on the order in which they come', () => {
  fc.assert(
    fc.property(graphs, ([nodes, shuffled]) => {
      expect(inOrder(shuffled)).toEqual(inOrder(nodes));
    }),
  );
});

describe('what cannot be put in order is a bug', () => {
  test.each([
    ['two of one id', [node('a'), node('a')], 'two changes are called a'],
    ['a milestone that nobody gives', [node('a', ['x'])], 'a waits for x, which nobody gives'],
    ['a circle', [node('a', ['b'], ['a']), node('b', ['a'], ['b']), node('c')], 'wait for each other: a, b'],
    ['one that waits for itself', [node('a', ['a'], ['a'])], 'wait for each other: a'],
  ])('%s', (_name, nodes, words) => {
    expect(() => inOrder(nodes)).toThrow(words);
  });
});

function node(id: string, needs: string[] = [], gives: string[] = []): Node {
  return { id, needs, gives };
}
