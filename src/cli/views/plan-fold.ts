/** Folds what is alike: one row for the same change on many hosts, one section for the same set of hosts. */
import type { Change, Step } from '../../plan/change.ts';
import { byNumber } from './listing.ts';
import { wordsOfStep } from './verb-words.ts';

/** One change as it is on all these hosts. */
export interface Row {
  hosts: readonly string[];
  /** In the order of `hosts`. */
  changes: readonly Change[];
  /** Whether the contents of files differ in more ways between these hosts than are worth showing. */
  varies: boolean;
}

export interface Section {
  hosts: readonly string[];
  rows: readonly Row[];
}

/**
 * `diffOf` gives the lines of a step's diff; empty where there is none. Where one change has more than `most`
 * different diffs, its hosts stay in one row that says so.
 */
export function foldPlan(
  changes: readonly Change[],
  diffOf: (step: Step) => readonly string[],
  most: number,
): Section[] {
  const rows = [...groupBy(changes, shapeOf).values()].flatMap((alike): Row[] => {
    const exact = [...groupBy(alike, change => JSON.stringify(change.steps.map(diffOf))).values()];
    if (exact.length > most) return [rowOf(alike, true)];
    return exact.map(same => rowOf(same, false));
  });
  const sections = [...groupBy(rows, row => row.hosts.join(' ')).values()];
  // What is done everywhere first, then what is special; else in the order of the plan.
  return sections
    .map(same => ({ hosts: same[0]!.hosts, rows: same }))
    .sort((a, b) => b.hosts.length - a.hosts.length);
}

function rowOf(alike: readonly Change[], varies: boolean): Row {
  const changes = [...alike].sort((a, b) => byNumber(a.host, b.host));
  return { hosts: changes.map(({ host }) => host), changes, varies };
}

export function subjectOf({ id, host }: Change): string {
  return id.slice(host.length + 1);
}

/** The same for changes that read alike: their own host's name and addresses do not count. */
function shapeOf(change: Change): string {
  const { action, because, interrupts, steps } = change;
  const own = steps.map(step => shapeOfStep(step, change.host));
  return JSON.stringify([subjectOf(change), action, because, interrupts, own]);
}

function shapeOfStep(step: Step, host: string): unknown {
  const { verb, before, after } = step;
  const words = alike(wordsOfStep(step, Number.POSITIVE_INFINITY), host);
  if (verb.do !== 'file.put') return words;
  // Which of several contents a file has is told by its diff.
  return [
    words,
    before?.['kind'] ?? null,
    before?.['mode'],
    before?.['owner'],
    after['mode'],
    after['owner'],
  ];
}

function alike(words: string, host: string): string {
  return words
    .split(' ')
    .map(word => (word === host ? '<host>' : word))
    .join(' ')
    .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, '<address>')
    .replace(/\(\d[\d.]* [kMGT]?B\)/, '<size>');
}

/** The words of one step on several hosts; where they differ stands `…`. */
export function commonWords(variants: readonly string[]): string {
  const [first = '', ...others] = [...new Set(variants)];
  if (others.length === 0) return first;
  const split = others.map(variant => variant.split(' '));
  const words = first.split(' ');
  if (split.some(other => other.length !== words.length)) return first;
  return words.map((word, at) => (split.every(other => other[at] === word) ? word : '…')).join(' ');
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
