/** How a run ended: times, what failed and what to do about it, what was left out and why. */
import type { Step } from '../../plan/change.ts';
import type { HeldBack } from '../../run/event.ts';
import { hostList, some } from './listing.ts';
import type { Paint } from './paint.ts';
import { durationText } from './quantities.ts';
import { changeWords, count, HELD, lastWords, RESULT } from './run-lines.ts';
import { hostOf, type RunState, type StepFailure } from './run-state.ts';
import { remedyOf } from './step-remedy.ts';
import { wordsOf } from './verb-words.ts';

export interface Ending {
  result: 'done' | 'failed' | 'cancelled' | 'fenced';
  /** Milliseconds from the person's yes. */
  ms: number;
  /** Hosts that did not answer. */
  leftOut: readonly string[];
  journal: string;
  /** Commands to go on with. */
  next: readonly string[];
}

/** Changes that are named as the slowest. */
const SLOWEST = 3;
/** Failures that are shown in full; the journal has all. */
const FAILURES = 8;
/** Lines of a program's last words. */
const LAST_WORDS = 12;
/** Shorter runs need no explanation of where the time went, milliseconds. */
const SHORT_MS = 10_000;

export function summaryOf(state: RunState, ending: Ending, paint: Paint): string[] {
  const { result, ms, leftOut, journal, next } = ending;
  const hosts = new Set(state.times.map(({ change }) => hostOf(change))).size;
  const done = count(state.times.length, 'change');
  const lines = ['', ...failureLines(state, paint), ...heldLines(state, paint)];
  if (leftOut.length > 0) lines.push(paint.yellow(`Left out of this run: ${hostList(leftOut)}.`), '');
  if (result === 'done')
    lines.push(`${paint.green('Done')} in ${durationText(ms)}: ${done} on ${count(hosts, 'host')}.`);
  else lines.push(`${paint.red(ENDED[result])} ${done} of ${state.changes} done, in ${durationText(ms)}.`);
  lines.push(...slowestLines(state, ms, paint));
  if (result !== 'done')
    lines.push(
      '',
      'It is safe to run the same command again: it goes on from what it finds.',
      `Everything that happened stands in ${journal}`,
    );
  if (next.length > 0) lines.push('', 'Next:', '', ...next.map(command => `  ${command}`));
  return lines;
}

const ENDED = {
  failed: 'Not everything was done.',
  cancelled: 'Stopped as you asked; what had begun was finished.',
  fenced: 'Another run has taken the cluster; this one does nothing more.',
} as const;

function slowestLines({ times }: RunState, ms: number, paint: Paint): string[] {
  if (ms < SHORT_MS || times.length <= SLOWEST) return [];
  const slowest = [...times].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  const words = slowest.map(
    ({ change, ms: took }) => `${changeWords(change).replace('  ', ' ')} ${durationText(took)}`,
  );
  return [paint.dim(`Slowest: ${words.join(', ')}.`)];
}

function failureLines(state: RunState, paint: Paint): string[] {
  const shown = state.failures.slice(0, FAILURES);
  const lines = shown.flatMap(failure => [...failureBlock(state, failure, paint), '']);
  const rest = state.failures.length - shown.length;
  if (rest > 0) lines.push(`and ${rest} more failures; the journal has them all.`, '');
  return lines;
}

function failureBlock(state: RunState, { step, result, detail }: StepFailure, paint: Paint): string[] {
  const host = hostOf(step);
  const planned = plannedStep(state, step);
  const what = planned === undefined ? step : wordsOf(planned.verb);
  return [
    `${paint.red('✗')} ${paint.bold(host)}  ${what}`,
    `  ${RESULT[result]}  ${paint.dim(step)}`,
    ...lastWords(detail, LAST_WORDS).map(line => `    ${line}`),
    `  → ${remedyOf(result, host, planned?.verb)}`,
  ];
}

function plannedStep(state: RunState, id: string): Step | undefined {
  return state.plan?.changes.flatMap(({ steps }) => steps).find(step => step.id === id);
}

/** A line a reason. */
function heldLines(state: RunState, paint: Paint): string[] {
  const byReason = new Map<HeldBack, string[]>();
  for (const { change, because } of state.held)
    byReason.set(because, [...(byReason.get(because) ?? []), change]);
  const lines = [...byReason].map(([because, changes]) => {
    return paint.dim(`Not begun, ${HELD[because]}: ${count(changes.length, 'change')} (${some(changes, 6)})`);
  });
  if (state.unfinished.length > 0)
    lines.unshift(paint.dim(`Begun and not finished: ${some(state.unfinished, 6)}`));
  return lines.length > 0 ? [...lines, ''] : [];
}
