/** How a plan looks: per host, what is made, changed or removed, with diffs, and what is interrupted for how long. */
import { createTwoFilesPatch } from 'diff';
import { unreachable } from '../../base/errors.ts';
import type { Change, Interruption, Step } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Verb } from '../../plan/verb.ts';
import type { Paint } from './paint.ts';

export interface PlanViewOptions {
  /** Whole content of new files too. */
  verbose: boolean;
}

/** Lines for a person; the last one sums up. */
export function planLines(plan: Plan, paint: Paint, options: PlanViewOptions): string[] {
  if (plan.changes.length === 0) {
    return [...unreachableLines(plan, paint), `No changes. ${plan.cluster} is as the file says.`];
  }
  const lines: string[] = [];
  for (const host of [...new Set(plan.changes.map(change => change.host))].sort()) {
    lines.push(paint.bold(host));
    for (const change of plan.changes.filter(candidate => candidate.host === host)) {
      lines.push(...changeLines(change, plan, paint, options));
    }
    lines.push('');
  }
  lines.push(...unreachableLines(plan, paint));
  if (plan.bundle.provenance === 'go-modules') {
    lines.push(paint.yellow('The bundle’s own programs are built from Go modules: it is for labs.'), '');
  }
  lines.push(summaryLine(plan));
  return lines;
}

/** `Plan: 3 to add, 1 to change, 0 to remove, 1 disruptive.` */
export function summaryLine(plan: Plan): string {
  const count = (action: Change['action']) => plan.changes.filter(change => change.action === action).length;
  const replaced = count('±');
  const disruptive = plan.changes.filter(change => change.interrupts.length > 0).length;
  const parts = [`${count('+')} to add`, `${count('~')} to change`];
  if (replaced > 0) parts.push(`${replaced} to replace`);
  parts.push(`${count('-')} to remove`, `${disruptive} disruptive`);
  return `Plan: ${parts.join(', ')}.`;
}

function changeLines(change: Change, plan: Plan, paint: Paint, options: PlanViewOptions): string[] {
  const colour = { '+': paint.green, '~': paint.yellow, '-': paint.red, '±': paint.red }[change.action];
  const subject = change.id.slice(change.host.length + 1);
  const why = BECAUSE[change.because];
  const lines = [`  ${colour(change.action)} ${subject}${paint.dim(`  ${why}`)}`];
  for (const step of change.steps) lines.push(...stepLines(step, plan, paint, options));
  for (const interruption of change.interrupts)
    lines.push(`      ${paint.yellow(interruptionWords(interruption))}`);
  if (change.needs.length > 0) lines.push(paint.dim(`      after ${change.needs.join(', ')}`));
  return lines;
}

const BECAUSE = {
  absent: 'is not there',
  differs: 'is not as the file says',
  'not-loaded': 'runs with another configuration',
  'not-running': 'does not run',
} as const;

function stepLines(step: Step, plan: Plan, paint: Paint, options: PlanViewOptions): string[] {
  const lines = [`      ${verbWords(step.verb)}`];
  if (step.verb.do !== 'file.put') return lines;
  const { verb, before } = step;
  if (before?.kind === 'file' && before.mode !== verb.mode)
    lines.push(`        mode ${before.mode} → ${verb.mode}`);
  if (before?.kind === 'file' && before.owner !== verb.owner)
    lines.push(`        owner ${before.owner} → ${verb.owner}`);
  if (options.verbose) {
    const patch = createTwoFilesPatch('', verb.path, '', plan.blobs[verb.blob] ?? '', '', '', { context: 0 });
    lines.push(
      ...patch
        .split('\n')
        .slice(5)
        .filter(Boolean)
        .map(line => `        ${paint.green(line)}`),
    );
  }
  return lines;
}

/** What a verb does, in a few words. */
export function verbWords(verb: Verb): string {
  switch (verb.do) {
    case 'file.put':
      return `file ${verb.path}${verb.accept === null ? '' : ` (checked by ${verb.accept} first)`}`;
    case 'package.install':
      return `packages ${verb.packages.map(({ name, version }) => `${name} ${version}`).join(', ')}`;
    case 'unit.load':
      return `unit ${verb.unit}, running with this configuration`;
    case 'gate':
      return `wait until ${verb.address}:${verb.port} accepts connections`;
    default:
      return unreachable(verb);
  }
}

function interruptionWords({ what, atMostMs }: Interruption): string {
  const name = { vip: 'the VIP', api: 'the API', etcd: 'etcd', node: 'the node' }[what];
  return `! interrupts ${name} for at most ${(atMostMs / 1000).toFixed(1)} s`;
}

function unreachableLines(plan: Plan, paint: Paint): string[] {
  if (plan.unreachable.length === 0) return [];
  return [paint.yellow(`Does not answer, so it is left out: ${plan.unreachable.join(', ')}`), ''];
}
