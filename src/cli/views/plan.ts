/** How a plan looks: per hosts, what is made, changed or removed, with diffs, and what is interrupted for how long. */
import type { PresentContents } from '../../app/present-contents.ts';
import { redactor } from '../../base/redact.ts';
import type { Change, Interruption, Step } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import { isSecretFile } from '../../plan/secret-file.ts';
import { diffLines, diffOf, newLinesOf } from './file-diff.ts';
import { hostList, some } from './listing.ts';
import type { Paint } from './paint.ts';
import { commonWords, foldPlan, type Row, type Section, subjectOf } from './plan-fold.ts';
import { orderLines } from './plan-order.ts';
import { byteText, durationText } from './quantities.ts';
import { isLateFile, lateWords, wordsOfStep } from './verb-words.ts';

export interface PlanViewOptions {
  /** Whole diffs, the content of new files, and what waits for what. */
  verbose: boolean;
  /** What stands in files now; a file that is not in it is shown without a diff. */
  present: PresentContents;
}

/** Two screens; a longer plan has the new files of a change in one line. */
const LONG = 100;

/** Where one change has more different diffs than this between its hosts, the first stands for all. */
const DIFFERENT = 3;

/** Lines for a person; the last ones sum up. */
export function planLines(plan: Plan, paint: Paint, options: PlanViewOptions): string[] {
  if (plan.changes.length === 0) {
    const what = plan.limit === undefined ? plan.cluster : `${hostList(plan.limit)} of ${plan.cluster}`;
    return [
      ...unreachableLines(plan, paint),
      ...maintenanceLines(plan, paint),
      ...forgottenLines(plan, paint),
      `No changes. ${what} is as the file says.`,
    ];
  }
  const view = { plan, paint, options, diffs: diffsOf(plan, options.present) };
  const sections = foldPlan(
    plan.changes,
    step => view.diffs.get(step) ?? [],
    options.verbose ? Number.POSITIVE_INFINITY : DIFFERENT,
  );
  const whole = sections.flatMap(section => sectionLines(view, section, false));
  const lines =
    options.verbose || whole.length <= LONG
      ? whole
      : sections.flatMap(section => sectionLines(view, section, true));
  const order = orderLines(plan.changes);
  if (order.length > 0) lines.push(paint.bold('Order'), ...order.map(line => `  ${line}`), '');
  if (plan.late.length > 0) lines.push(...lateLines(plan), '');
  lines.push(
    ...unreachableLines(plan, paint),
    ...maintenanceLines(plan, paint),
    ...forgottenLines(plan, paint),
    ...membershipLines(plan, paint),
    ...untestedLines(plan, paint),
  );
  if (plan.bundle?.provenance === 'go-modules')
    lines.push(paint.yellow('The bundle’s own programs are built from Go modules: it is for labs.'), '');
  lines.push(...summaryLines(plan, paint));
  return lines;
}

function maintenanceLines({ inMaintenance = [] }: Plan, paint: Paint): string[] {
  if (inMaintenance.length === 0) return [];
  return [paint.yellow(`Left alone, since it is in maintenance: ${hostList(inMaintenance)}.`), ''];
}

/** A host that nobody removed still runs what it ran. */
function forgottenLines({ forgotten = [] }: Plan, paint: Paint): string[] {
  if (forgotten.length === 0) return [];
  const [first] = forgotten;
  return [
    paint.yellow(
      `Of this cluster and not in the file: ${hostList(forgotten)}. Nothing is done there. Put ${forgotten.length === 1 ? 'it' : 'them'} back, and take ${forgotten.length === 1 ? 'it' : 'them'} out by barque node remove ${first}.`,
    ),
    '',
  ];
}

/** Accepted, and not promised. */
function untestedLines({ untested = {} }: Plan, paint: Paint): string[] {
  const bySystem = new Map<string, string[]>();
  for (const [host, system] of Object.entries(untested))
    bySystem.set(system, [...(bySystem.get(system) ?? []), host]);
  return [...bySystem].flatMap(([system, hosts]) => [
    paint.yellow(
      `Untested: ${hostList(hosts)} ${hosts.length === 1 ? 'runs' : 'run'} ${system}. It should work, and nobody has tried it: make a cluster of spare machines first.`,
    ),
    '',
  ]);
}

/** What growth risks between one member and the next: etcd's own arithmetic, which no order of steps avoids. */
function membershipLines(plan: Plan, paint: Paint): string[] {
  const added = plan.changes
    .flatMap(({ steps }) => steps)
    .flatMap(({ verb }) => (verb.do === 'etcd.admit' && verb.remove === null ? [verb.member] : []));
  if (added.length === 0) return [];
  return [
    paint.yellow(
      `etcd takes ${hostList(added)} one after the other, each when it has caught up. With an even number of members it bears no more losses than with one less, and with two none: if one is lost just then, etcd waits until it is back, and this command goes on.`,
    ),
    '',
  ];
}

/** What is counted, and the longest interruptions: two lines. */
export function summaryLines(plan: Plan, paint: Paint): string[] {
  const count = (action: Change['action']) => plan.changes.filter(change => change.action === action).length;
  const hosts = new Set(plan.changes.map(({ host }) => host));
  const parts = [`${count('+')} to add`, `${count('~')} to change`];
  if (count('±') > 0) parts.push(`${count('±')} to replace`);
  parts.push(`${count('-')} to remove`);
  const limited = plan.limit === undefined ? '' : ', as limited';
  if (plan.operation === 'reset')
    return [
      paint.bold(`Reset: ${hosts.size === 1 ? '1 host' : `${hosts.size} hosts`} of ${plan.cluster}.`),
      paint.red('Kubernetes ends with all its pods, and the endpoint with it.'),
    ];
  return [
    paint.bold(
      `Plan: ${parts.join(', ')}, on ${hosts.size === 1 ? '1 host' : `${hosts.size} hosts`}${limited}.`,
    ),
    interruptionSummary(plan.changes, paint),
  ];
}

/** The longest of each kind, and where: one after the other is what the layers see to. */
function interruptionSummary(changes: readonly Change[], paint: Paint): string {
  const longest = new Map<Interruption['what'], { atMostMs: number; hosts: Set<string> }>();
  for (const { host, interrupts } of changes) {
    for (const { what, atMostMs } of interrupts) {
      const known = longest.get(what) ?? { atMostMs: 0, hosts: new Set() };
      known.hosts.add(host);
      longest.set(what, { atMostMs: Math.max(known.atMostMs, atMostMs), hosts: known.hosts });
    }
  }
  if (longest.size === 0) return 'Nothing that runs is interrupted.';
  const parts = [...longest].map(
    ([what, { atMostMs, hosts }]) =>
      `${INTERRUPTED[what]} for at most ${durationText(atMostMs)}${hosts.size > 1 ? ' each time' : ''} (${hostList([...hosts], 4)})`,
  );
  return paint.yellow(`Interrupts ${parts.join('; ')}.`);
}

const INTERRUPTED = { vip: 'the VIP', api: 'the API', etcd: 'etcd', node: 'the node' } as const;

const BECAUSE = {
  // Its sign says it.
  absent: '',
  unwanted: '',
  differs: '  is not as the file says',
  'not-loaded': '  runs with another configuration',
  'not-running': '  does not run',
  unseen: '  could not be compared: who knows gives no answer (barque status)',
} as const;

interface View {
  plan: Plan;
  paint: Paint;
  options: PlanViewOptions;
  diffs: ReadonlyMap<Step, readonly string[]>;
}

function sectionLines(view: View, { hosts, rows }: Section, compact: boolean): string[] {
  const count = hosts.length > 1 ? view.paint.dim(`  ${hosts.length} hosts`) : '';
  return [
    `${view.paint.bold(hostList(hosts))}${count}`,
    ...rows.flatMap(row => rowLines(view, row, compact)),
    '',
  ];
}

function rowLines(view: View, row: Row, compact: boolean): string[] {
  const { paint, options } = view;
  const first = row.changes[0]!;
  const colour = { '+': paint.green, '~': paint.yellow, '-': paint.red, '±': paint.red }[first.action];
  const lines = [
    `  ${colour(first.action)} ${subjectOf(first)}${view.plan.operation === 'converge' ? paint.dim(BECAUSE[first.because]) : ''}`,
  ];
  const steps = first.steps.map((_, at) => row.changes.map(({ steps: own }) => own[at]!));
  const folded = compact ? steps.filter(([step]) => isNewFile(step!)) : [];
  if (folded.length > 2) lines.push(`      ${newFilesWords(view, folded)}`);
  for (const same of steps) {
    if (folded.length > 2 && folded.includes(same)) continue;
    lines.push(...stepLines(view, same).map(line => `      ${line}`));
  }
  if (row.varies && row.hosts.length > 1)
    lines.push(
      paint.dim(`      as on ${first.host}; elsewhere the files differ in other lines (--verbose shows all)`),
    );
  for (const { what, atMostMs } of first.interrupts)
    lines.push(
      `      ${paint.yellow(`! interrupts ${INTERRUPTED[what]} for at most ${durationText(atMostMs)}`)}`,
    );
  if (options.verbose && first.needs.length > 0)
    lines.push(paint.dim(`      after ${first.needs.join(', ')}`));
  return lines;
}

/** `same` is one step on the hosts of a row. */
function stepLines(view: View, same: readonly Step[]): string[] {
  const { plan, paint, options, diffs } = view;
  const step = same[0]!;
  const most = options.verbose ? Number.POSITIVE_INFINITY : 5;
  const words = commonWords(same.map(each => wordsOfStep(each, most)));
  const { verb, before, after } = step;
  if (verb.do !== 'file.put') return [words];
  if (isLateFile(verb)) return [`${words}  ${paint.dim('known when it runs')}`];
  if (isNewFile(step) || before?.['kind'] !== 'file') {
    const was = isNewFile(step)
      ? ''
      : before === null
        ? ', over what is there by then'
        : ', over what is no file now';
    const lines = [`${words}  ${paint.dim(`${sizeText(view, same)}${was}`)}`];
    if (options.verbose && !isSecretFile(verb))
      lines.push(...diffLines(newLinesOf(contentOf(plan, step)), paint, true).map(line => `  ${line}`));
    return lines;
  }
  const lines = [words];
  for (const what of ['mode', 'owner'] as const)
    if (before[what] !== after[what]) lines.push(`  ${what} ${before[what]} → ${after[what]}`);
  if (before['digest'] === after['digest']) return lines;
  const diff = diffs.get(step);
  if (diff !== undefined && diff.length > 0)
    lines.push(...diffLines(diff, paint, options.verbose).map(line => `  ${line}`));
  else
    lines.push(
      paint.dim(
        `  ${isSecretFile(verb) ? 'other content, not shown since not everybody may read it' : 'other content'}`,
      ),
    );
  return lines;
}

function isNewFile({ verb, before }: Step): boolean {
  return verb.do === 'file.put' && before?.['kind'] === 'absent';
}

function newFilesWords(view: View, steps: readonly (readonly Step[])[]): string {
  const names = steps.map(([step]) =>
    step!.verb.do === 'file.put' ? step!.verb.path.split('/').at(-1)! : '',
  );
  const bytes = steps.reduce((sum, [step]) => sum + Buffer.byteLength(contentOf(view.plan, step!)), 0);
  return `${steps.length} files: ${some(names, 8)}  ${view.paint.dim(byteText(bytes))}`;
}

/** `1.2 kB`, or `1.2 kB … 1.3 kB` where hosts differ. */
function sizeText({ plan }: View, same: readonly Step[]): string {
  const sizes = same.map(step => Buffer.byteLength(contentOf(plan, step)));
  const [least, most] = [byteText(Math.min(...sizes)), byteText(Math.max(...sizes))];
  return least === most ? least : `${least} … ${most}`;
}

function contentOf(plan: Plan, { verb }: Step): string {
  const blobs: Readonly<Record<string, string>> = plan.blobs;
  return 'blob' in verb ? (blobs[verb.blob] ?? '') : '';
}

/** Each step whose present content is known, with the lines of its diff. */
function diffsOf(plan: Plan, present: PresentContents): ReadonlyMap<Step, readonly string[]> {
  const redact = redactor([]);
  const diffs = new Map<Step, readonly string[]>();
  const made = new Map<string, readonly string[]>();
  for (const step of plan.changes.flatMap(({ steps }) => steps)) {
    const was = step.before?.['digest'];
    const before = was === undefined ? undefined : present.get(was);
    if (before === undefined || step.verb.do !== 'file.put' || was === step.after['digest']) continue;
    const key = `${was} ${step.verb.blob}`;
    const diff = made.get(key) ?? diffOf(before, redact(contentOf(plan, step)));
    made.set(key, diff);
    diffs.set(step, diff);
  }
  return diffs;
}

function lateLines(plan: Plan): string[] {
  const named = plan.late.filter(({ name }) => !name.endsWith('-digest'));
  const shown = named.length > 0 ? named : plan.late;
  return [...new Set(shown.map(({ host }) => host))].map(host => {
    const words = shown.filter(value => value.host === host).map(({ name }) => lateWords(name));
    return `Known when it runs, read on ${host}: ${some(words, 4)}`;
  });
}

function unreachableLines(plan: Plan, paint: Paint): string[] {
  if (plan.unreachable.length === 0) return [];
  return [paint.yellow(`Does not answer, so it is left out: ${hostList(plan.unreachable)}`), ''];
}
