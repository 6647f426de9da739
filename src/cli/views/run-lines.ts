/** What of a run stays on the screen: the lines that an event leaves behind. */
import { unreachable } from '../../base/errors.ts';
import type { HeldBack } from '../../run/event.ts';
import { visible } from './file-diff.ts';
import { hostList } from './listing.ts';
import type { Paint } from './paint.ts';
import { durationText } from './quantities.ts';
import { busyHosts, hostOf, type RunState, type StepFailure, type ViewEvent } from './run-state.ts';

/** `state` is the one after the event. No line when it is nothing to keep. */
export function linesOf(event: ViewEvent, state: RunState, paint: Paint): string[] {
  switch (event.is) {
    case 'run.began':
      return [
        paint.dim(`run ${event.run}: ${count(event.changes, 'change')}, ${count(event.steps, 'step')}`),
      ];
    case 'lock.waits':
      return [paint.yellow(`${event.host} is held by ${event.holder}; waiting`)];
    case 'host.taken':
      return event.stopped.map(unit => paint.yellow(`${event.host}: stopped ${unit} of an earlier run`));
    case 'host.out':
      return [paint.yellow(`${event.host} does not answer and is left out: ${oneLine(event.because)}`)];
    case 'host.silent':
      return [paint.yellow(`${event.host} is silent: ${oneLine(event.because)}`)];
    case 'plan.renewed':
      return [paint.yellow(`the hosts have changed since; planned again: ${count(event.changes, 'change')}`)];
    case 'step.retry':
      return [paint.yellow(`${event.step}: no answer (${oneLine(event.because)}); asking again`)];
    case 'step.outcome': {
      if (event.result === 'done' || event.result === 'already') return [];
      return [
        `${paint.red('✗')} ${event.step}: ${RESULT[event.result]}`,
        ...lastWords(event.detail, FEW).map(line => `    ${line}`),
      ];
    }
    case 'change.ended': {
      if (event.result !== 'done') return [];
      const progress = paint.dim(`${state.ended}/${state.changes}`);
      return [`${paint.green('✓')} ${changeWords(event.change)}  ${durationText(event.ms)}  ${progress}`];
    }
    case 'stop.asked':
      return stopLines(state, paint);
    case 'change.began':
    case 'step.intent':
    case 'change.held':
    case 'run.ended':
      return [];
    default:
      return unreachable(event);
  }
}

/** ssh ends its lines as terminals of old did. */
function oneLine(text: string): string {
  return visible(text.trim().replace(/\s+/g, ' '));
}

/** `1 change`, `2 changes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function stopLines(state: RunState, paint: Paint): string[] {
  const busy = busyHosts(state);
  const running = busy.length === 0 ? '' : ` What runs on ${hostList(busy)} is finished first.`;
  return [
    paint.yellow(`Stopping: nothing new begins.${running}`),
    paint.yellow('Ctrl-C again leaves at once; that is safe too: run the same command again later.'),
  ];
}

/** `cp1  haproxy`. */
export function changeWords(change: string): string {
  const host = hostOf(change);
  return `${host}  ${change.slice(host.length + 1)}`;
}

/** Lines of a program's output that stay while the run goes on; the summary has more of them. */
const FEW = 3;

/** The end of a program's output, where it says what was wrong; a line that is told again and again, once. */
export function lastWords(detail: string, most: number): string[] {
  const lines = detail
    .split('\n')
    .filter((line, at, all) => line.trim() !== '' && line !== all[at - 1])
    .map(visible);
  return lines.length <= most ? lines : ['…', ...lines.slice(-most)];
}

export const RESULT: Readonly<Record<StepFailure['result'], string>> = {
  'not-done': 'it was tried and is not done',
  foreign: 'someone else changed it; left alone',
  fenced: 'another run holds this host now',
  unknown: 'no answer; what happened is unknown until the next run looks',
};

export const HELD: Readonly<Record<HeldBack, string>> = {
  'after-failure': 'nothing is interrupted after a failure',
  'waits-for-failed': 'waiting for what is not done',
  'host-out': 'the host does not answer',
  cancelled: 'the run was stopped',
  fenced: 'another run holds the cluster now',
  'majority-silent': 'most of the hosts that decide do not answer any more',
};
