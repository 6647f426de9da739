/** Compares what layers want with what hosts show; what is left is the plan. */

import { DEADLINE_MS } from '../base/deadlines.ts';
import type { Digest } from '../base/digest.ts';
import { isUnknown, type Observation, sameObservation } from '../base/observation.ts';
import type { Action, Because, Change, Interruption, Step } from './change.ts';
import type { DesiredChange, DesiredStep } from './desired.ts';
import { inOrder } from './graph.ts';
import { isLate, lateNamesIn } from './late.ts';
import { PLAN_FORMAT, type Plan } from './plan.ts';
import { afterOf, type Verb } from './verb.ts';

/** `observed(host, step id)` is what the step's verb sees now. */
export type Observed = (host: string, stepId: string) => Observation;

export function makePlan(
  frame: Omit<Plan, 'format' | 'changes' | 'blobs'>,
  desired: readonly DesiredChange[],
  observed: Observed,
): Plan {
  const changes: Change[] = [];
  const blobs = new Map<Digest, string>();
  const empty = new Map<string, readonly string[]>();
  const acting = new Set<string>();
  for (const wish of inOrder(desired)) {
    const left = differing(wish, observed, acting);
    if (left.length === 0) {
      for (const milestone of wish.gives) {
        empty.set(milestone, [...(empty.get(milestone) ?? []), ...wish.needs]);
      }
      continue;
    }
    for (const { content, verb } of left) {
      if (content === undefined) continue;
      if ((verb.do === 'file.put' && !isLate(verb.blob)) || verb.do === 'object.apply') {
        blobs.set(verb.blob as Digest, content);
      }
    }
    for (const { id } of left) acting.add(`${wish.id}/${id}`);
    changes.push(changeOf(wish, left, acting));
  }
  const named = new Set(lateNamesIn(changes));
  return {
    ...frame,
    format: PLAN_FORMAT,
    late: frame.late.filter(({ name }) => named.has(name)),
    changes: withLivingNeeds(changes, empty),
    blobs: Object.fromEntries([...blobs].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

interface Difference extends DesiredStep {
  before: Observation;
  after: Observation;
}

/**
 * Steps whose thing is not yet so, or will not be so any more when their turn comes because an earlier step undoes it;
 * gates stay only where the step that they guard is left, or else something before them in the change.
 */
function differing(wish: DesiredChange, observed: Observed, acting: ReadonlySet<string>): Difference[] {
  const left: Difference[] = [];
  const planned = new Set(acting);
  for (const step of wish.steps) {
    const before = observed(wish.host, `${wish.id}/${step.id}`);
    const after = afterOf(step.verb);
    const isGate = step.verb.do === 'gate';
    const isUndone = step.undoneByTaking === true || step.undoneBy?.some(id => planned.has(id)) === true;
    if (isGate ? step.guards === undefined && left.length === 0 : !isUndone && sameObservation(before, after))
      continue;
    left.push({ ...step, before, after });
    planned.add(`${wish.id}/${step.id}`);
  }
  const guarding = left.filter(({ guards }) => guards === undefined || planned.has(`${wish.id}/${guards}`));
  return guarding.every(({ verb }) => verb.do === 'gate') ? [] : guarding;
}

function changeOf(wish: DesiredChange, left: readonly Difference[], planned: ReadonlySet<string>): Change {
  const acting = left.filter(({ verb }) => verb.do !== 'gate');
  const steps = left.map(
    ({ id, verb, before, after, decidedBy, undoneBy, undoneByTaking }): Step => ({
      id: `${wish.id}/${id}`,
      verb,
      deadlineMs: DEADLINE_MS[verb.do],
      // A gate may be met or not when its turn comes; it starts from "not met".
      before:
        verb.do === 'gate'
          ? { met: 'no' }
          : isUnknown(before) ||
              undoneByTaking === true ||
              [...(decidedBy === undefined ? [] : [decidedBy]), ...(undoneBy ?? [])].some(id =>
                planned.has(id),
              )
            ? null
            : before,
      after,
      repeat: 'safe',
    }),
  );
  return {
    id: wish.id,
    host: wish.host,
    action: actionOf(acting),
    because: becauseOf(acting),
    interrupts: interruptionsOf(acting),
    steps,
    needs: wish.needs,
    gives: wish.gives,
  };
}

/** Whether the thing of a step is not there at all. */
function isAbsent({ verb, before }: Difference): boolean {
  switch (verb.do) {
    case 'file.put':
      return before.kind === 'absent';
    case 'package.install':
      return Object.values(before).every(version => version === 'absent');
    case 'unit.load':
      return before.active !== 'yes';
    case 'gate':
    case 'kernel.tune':
    case 'vip.yield':
    case 'vip.clear':
      return true;
    default:
      return Object.values(before).every(value => value === 'absent' || value === 'no');
  }
}

/** Verbs that only take away. */
const REMOVING: readonly Verb['do'][] = [
  'kubernetes.clear',
  'ledger.restore',
  'package.remove',
  'host.forget',
  'node.delete',
  'unit.stop',
];

/** Who is taken away stands aside first. */
function isRemoving(acting: readonly Difference[]): boolean {
  const others = acting.filter(({ verb }) => verb.do !== 'vip.yield');
  return others.length > 0 && others.every(({ verb }) => REMOVING.includes(verb.do));
}

function actionOf(acting: readonly Difference[]): Action {
  if (isRemoving(acting)) return '-';
  return isMaking(acting) ? '+' : '~';
}

/** Units and kernels are changed; something new must be among it. */
function isMaking(acting: readonly Difference[]): boolean {
  return (
    acting.every(isAbsent) &&
    acting.some(({ verb }) => !['unit.load', 'kernel.tune', 'vip.yield', 'vip.clear'].includes(verb.do))
  );
}

function becauseOf(acting: readonly Difference[]): Because {
  if (isRemoving(acting)) return 'unwanted';
  if (acting.some(({ before }) => isUnknown(before))) return 'unseen';
  if (isMaking(acting)) return 'absent';
  const loads = acting.filter(({ verb }) => verb.do !== 'vip.yield');
  if (loads.length > 0 && loads.every(({ verb }) => verb.do === 'unit.load')) {
    return loads.some(isAbsent) ? 'not-running' : 'not-loaded';
  }
  return 'differs';
}

/** The longest of each kind, over the steps that touch what already runs. */
function interruptionsOf(acting: readonly Difference[]): Interruption[] {
  const longest = new Map<Interruption['what'], number>();
  for (const step of acting) {
    if (isAbsent(step)) continue;
    for (const { what, atMostMs } of step.interrupts?.(step.before) ?? []) {
      longest.set(what, Math.max(longest.get(what) ?? 0, atMostMs));
    }
  }
  return [...longest].map(([what, atMostMs]) => ({ what, atMostMs }));
}

/**
 * Milestones of changes that had nothing to do are already reached; but what those waited for must
 * still come first, or an empty change in a rolling order would let all its followers start at once.
 */
function withLivingNeeds(
  changes: readonly Change[],
  empty: ReadonlyMap<string, readonly string[]>,
): Change[] {
  const given = new Set(changes.flatMap(change => change.gives));
  return changes.map(change => {
    const needs = new Set<string>();
    const seen = new Set<string>();
    const open = [...change.needs];
    while (open.length > 0) {
      const milestone = open.pop()!;
      if (seen.has(milestone)) continue;
      seen.add(milestone);
      if (given.has(milestone)) needs.add(milestone);
      open.push(...(empty.get(milestone) ?? []));
    }
    return { ...change, needs: [...needs].sort() };
  });
}
