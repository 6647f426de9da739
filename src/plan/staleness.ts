/** Whether a saved plan still fits: every step of a plan made now must stand in it. */
import { canonicalJson } from '../base/json.ts';
import { isLate } from './late.ts';
import type { Plan } from './plan.ts';

/** Reasons, in the order in which a person would check them; empty when it fits. */
export type Staleness =
  | { is: 'other-spec' }
  | { is: 'other-bundle' }
  | { is: 'other-tool'; saved: string; now: string }
  | { is: 'other-facts'; host: string }
  | { is: 'other-reach'; host: string }
  | { is: 'drift'; host: string; step: string };

/**
 * `fresh` is planned from facts of this moment. A partly applied plan is not stale: what is done has
 * left the fresh plan. A step whose thing now looks otherwise than in both of the saved plan's states is.
 */
export function stalenessOf(saved: Plan, fresh: Plan): Staleness[] {
  const reasons: Staleness[] = [];
  if (saved.spec !== fresh.spec) reasons.push({ is: 'other-spec' });
  if (saved.bundle?.digest !== fresh.bundle?.digest) reasons.push({ is: 'other-bundle' });
  if (saved.tool !== fresh.tool) reasons.push({ is: 'other-tool', saved: saved.tool, now: fresh.tool });
  const hosts = new Set([...Object.keys(saved.facts), ...Object.keys(fresh.facts)]);
  for (const host of [...hosts].sort()) {
    const [then, now] = [saved.facts[host], fresh.facts[host]];
    if (then === undefined || now === undefined) reasons.push({ is: 'other-reach', host });
    else if (then !== now) reasons.push({ is: 'other-facts', host });
  }
  const steps = new Map(saved.changes.flatMap(change => change.steps.map(step => [step.id, step])));
  for (const change of fresh.changes) {
    for (const step of change.steps) {
      const then = steps.get(step.id);
      const stands =
        then !== undefined &&
        fits(then.verb, step.verb) &&
        (then.before === null || canonicalJson(then.before) === canonicalJson(step.before));
      if (!stands) reasons.push({ is: 'drift', host: change.host, step: step.id });
    }
  }
  return reasons;
}

/** The same, where what only the run knew then may be known by now. */
function fits(then: unknown, now: unknown): boolean {
  if (typeof then === 'string' && isLate(then)) return true;
  if (then === null || now === null || typeof then !== 'object' || typeof now !== 'object')
    return then === now;
  const [was, is] = [Object.entries(then), now as Record<string, unknown>];
  return was.length === Object.keys(is).length && was.every(([key, value]) => fits(value, is[key]));
}
