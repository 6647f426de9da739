/** The order between changes: who waits for which milestone, checked before anything is done. */
import { BarqueError } from '../base/errors.ts';

interface Node {
  id: string;
  needs: readonly string[];
  gives: readonly string[];
}

/**
 * Puts nodes in an order in which each stands after all it waits for; among free ones by id.
 * Throws a bug when two have one id, a milestone is given by nobody, or they wait in a circle.
 */
export function inOrder<N extends Node>(nodes: readonly N[]): N[] {
  const givers = new Map<string, N[]>();
  const ids = new Set<string>();
  for (const node of nodes) {
    if (ids.has(node.id)) throw broken(`two changes are called ${node.id}`);
    ids.add(node.id);
    for (const milestone of node.gives) givers.set(milestone, [...(givers.get(milestone) ?? []), node]);
  }
  const waits = new Map<N, number>();
  const followers = new Map<N, N[]>();
  for (const node of nodes) {
    let count = 0;
    for (const milestone of node.needs) {
      const from = givers.get(milestone);
      if (from === undefined) throw broken(`${node.id} waits for ${milestone}, which nobody gives`);
      for (const giver of from) {
        followers.set(giver, [...(followers.get(giver) ?? []), node]);
        count += 1;
      }
    }
    waits.set(node, count);
  }
  let free = nodes.filter(node => waits.get(node) === 0);
  const ordered: N[] = [];
  while (free.length > 0) {
    free.sort((a, b) => (a.id < b.id ? -1 : 1));
    const next: N[] = [];
    for (const node of free) {
      ordered.push(node);
      for (const follower of followers.get(node) ?? []) {
        const left = waits.get(follower)! - 1;
        waits.set(follower, left);
        if (left === 0) next.push(follower);
      }
    }
    free = next;
  }
  if (ordered.length < nodes.length) {
    const stuck = nodes.filter(node => !ordered.includes(node)).map(node => node.id);
    throw broken(`these changes wait for each other: ${stuck.join(', ')}`);
  }
  return ordered;
}

function broken(cameBack: string): BarqueError {
  return new BarqueError({ domain: 'bug', attempted: 'put the changes in order', cameBack });
}
