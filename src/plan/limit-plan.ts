/** A plan limited to some hosts, or the reason why they cannot be done without others. */
import { BarqueError } from '../base/errors.ts';
import type { Change } from './change.ts';
import { lateNamesIn } from './late.ts';
import type { Plan } from './plan.ts';

/**
 * Only the changes on these hosts. Throws usage when a name is no host of the plan's cluster, configuration when
 * a change inside waits for one outside: it would never begin.
 */
export function limitPlan(plan: Plan, limit: readonly string[]): Plan {
  refuseUnknown(plan, limit);
  const inside = new Set(limit);
  const changes = plan.changes.filter(({ host }) => inside.has(host));
  refuseNeeding(plan, changes, inside);
  const blobs = new Set(
    changes.flatMap(({ steps }) =>
      steps.flatMap(({ verb }) => ('blob' in verb ? [verb.blob as string] : [])),
    ),
  );
  const late = new Set(lateNamesIn(changes));
  const { untested = {}, ...rest } = plan;
  const stillUntested = insideOf(untested, inside);
  return {
    ...rest,
    ...(Object.keys(stillUntested).length === 0 ? {} : { untested: stillUntested }),
    limit: [...inside].sort(),
    facts: insideOf(plan.facts, inside),
    unreachable: plan.unreachable.filter(host => inside.has(host)),
    late: plan.late.filter(({ name }) => late.has(name)),
    changes,
    blobs: Object.fromEntries(Object.entries(plan.blobs).filter(([digest]) => blobs.has(digest))),
  };
}

/** What is said of these hosts. */
function insideOf<T>(byHost: Readonly<Record<string, T>>, inside: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(byHost).filter(([host]) => inside.has(host)));
}

function refuseUnknown(plan: Plan, limit: readonly string[]): void {
  const known = [...Object.keys(plan.facts), ...plan.unreachable].sort();
  const unknown = limit.filter(host => !known.includes(host));
  if (unknown.length === 0) return;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'limit the plan to these hosts',
    cameBack: `${unknown.join(', ')}: not in the file`,
    next: `The file’s hosts are ${known.join(', ')}.`,
  });
}

function refuseNeeding(plan: Plan, changes: readonly Change[], inside: ReadonlySet<string>): void {
  const outside = needed(plan, changes, inside);
  if (outside.length === 0) return;
  const shown = outside.slice(0, 8).map(({ change, by }) => `${by.id} waits for ${change.id}`);
  if (outside.length > shown.length) shown.push(`and ${outside.length - shown.length} more`);
  const hosts = new Set([...inside, ...closure(plan, changes, inside)]);
  throw new BarqueError({
    domain: 'configuration',
    attempted: `limit the plan to ${[...inside].join(', ')}`,
    cameBack: shown.join('\n'),
    next: `Do these first, or together:\n\n  --limit ${[...hosts].sort().join(',')}`,
  });
}

interface Needed {
  change: Change;
  by: Change;
}

/** Changes outside that one inside waits for, each once. */
function needed(plan: Plan, changes: readonly Change[], inside: ReadonlySet<string>): Needed[] {
  const found = new Map<Change, Needed>();
  for (const by of changes) {
    for (const change of plan.changes) {
      if (inside.has(change.host) || found.has(change)) continue;
      if (change.gives.some(milestone => by.needs.includes(milestone))) found.set(change, { change, by });
    }
  }
  return [...found.values()];
}

/** All hosts that are needed, also by those that are needed. */
function closure(plan: Plan, changes: readonly Change[], inside: ReadonlySet<string>): ReadonlySet<string> {
  const hosts = new Set(inside);
  let open = changes;
  for (;;) {
    const more = new Set(needed(plan, open, hosts).map(({ change }) => change.host));
    if (more.size === 0) return hosts;
    for (const host of more) hosts.add(host);
    open = plan.changes.filter(({ host }) => hosts.has(host));
  }
}
