/** The order in which a plan's changes are expected, as far as they wait for each other. */
import type { Change } from '../../plan/change.ts';
import { hostList } from './listing.ts';
import { subjectOf } from './plan-fold.ts';

/** Steps of the order that are shown; longer ones are cut in the middle. */
const MOST = 14;

/**
 * Lines such as `1. packages (lb1, lb2)`: what stands in one line begins together, once the line before is done.
 * An estimate: a change begins as soon as those are done that it waits for itself. Empty when nothing waits.
 */
export function orderLines(changes: readonly Change[]): string[] {
  const levels = levelsOf(changes);
  if (levels.length < 2) return [];
  const lines = levels.map((level, at) => `${String(at + 1).padStart(2)}. ${levelWords(level)}`);
  if (lines.length <= MOST) return lines;
  const head = lines.slice(0, MOST / 2);
  const tail = lines.slice(-MOST / 2);
  return [...head, `    … ${lines.length - head.length - tail.length} more …`, ...tail];
}

/** Changes by the longest way of waiting before them; `changes` are in order, so givers come first. */
function levelsOf(changes: readonly Change[]): Change[][] {
  const reached = new Map<string, number>();
  const levels: Change[][] = [];
  for (const change of changes) {
    const level = Math.max(0, ...change.needs.map(milestone => reached.get(milestone) ?? 0));
    if (levels[level] === undefined) levels[level] = [change];
    else levels[level].push(change);
    for (const milestone of change.gives)
      reached.set(milestone, Math.max(level + 1, reached.get(milestone) ?? 0));
  }
  return levels;
}

function levelWords(level: readonly Change[]): string {
  const subjects = new Map<string, string[]>();
  for (const change of level) {
    const hosts = subjects.get(subjectOf(change)) ?? [];
    hosts.push(change.host);
    subjects.set(subjectOf(change), hosts);
  }
  const byHosts = new Map<string, string[]>();
  for (const [subject, hosts] of subjects) {
    const key = hostList(hosts, 4);
    byHosts.set(key, [...(byHosts.get(key) ?? []), subject]);
  }
  return [...byHosts].map(([hosts, names]) => `${names.join(', ')} (${hosts})`).join('; ');
}
