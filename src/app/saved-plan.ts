/** Saved plans: written whole, read only when whole, and refused when the world has moved on. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { digestOf } from '../base/digest.ts';
import { BarqueError, messageOf } from '../base/errors.ts';
import { PLAN_FORMAT, type Plan, printPlan } from '../plan/plan.ts';
import { type Staleness, stalenessOf } from '../plan/staleness.ts';

/** Writes the plan and its digest, 0600, by a rename. */
export async function savePlan(path: string, plan: Plan): Promise<void> {
  const temporary = `${path}.new`;
  await writeFile(temporary, `${digestOf(plan)}\n${printPlan(plan)}`, { mode: 0o600, flush: true });
  await rename(temporary, path);
}

export async function readSavedPlan(path: string): Promise<Plan> {
  const refused = (cameBack: string, cause?: unknown) =>
    new BarqueError(
      {
        domain: 'stale-plan',
        attempted: 'read the saved plan',
        where: path,
        cameBack,
        next: `Plan again:\n\n  barque plan --save ${path}`,
      },
      cause,
    );
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw refused(messageOf(error), error);
  }
  const end = text.indexOf('\n');
  let plan: Plan;
  try {
    plan = JSON.parse(text.slice(end + 1)) as Plan;
  } catch (error) {
    throw refused('it is not a plan, or not a whole one', error);
  }
  if (plan.format !== PLAN_FORMAT)
    throw refused(`its format is ${plan.format}; this Barque knows ${PLAN_FORMAT}`);
  if (digestOf(plan) !== text.slice(0, end))
    throw refused('it was changed after it was saved: its digest differs');
  return plan;
}

/** Throws stale-plan with every reason when `plan` does not fit what `fresh` was planned from. */
export function refuseStale(plan: Plan, fresh: Plan): void {
  const reasons = stalenessOf(plan, fresh);
  if (reasons.length === 0) return;
  throw new BarqueError({
    domain: 'stale-plan',
    attempted: 'apply the plan as it was made',
    cameBack: reasons.map(inWords).join('\n'),
    next: 'Nothing was changed. Plan again and look at the difference:\n\n  barque plan',
  });
}

function inWords(reason: Staleness): string {
  switch (reason.is) {
    case 'other-spec':
      return 'the file asks for something else now';
    case 'other-bundle':
      return 'the bundle is another one now';
    case 'other-tool':
      return `it was made by Barque ${reason.saved}; this is ${reason.now}`;
    case 'other-facts':
      return `${reason.host}: its system, or the interface of its address, is another one now`;
    case 'other-reach':
      return `${reason.host}: it answered then or answers now, not both`;
    case 'drift':
      return `${reason.host}: ${reason.step} was changed by someone else`;
  }
}
