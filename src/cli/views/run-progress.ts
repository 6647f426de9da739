/** A run as it happens: on a terminal one living line below the finished ones, elsewhere a line an event. */
import { createLogUpdate } from 'log-update';
import { unreachable } from '../../base/errors.ts';
import type { StampedEvent } from '../../run/event.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';

export interface RunProgress {
  seen(event: StampedEvent): void;
  end(): void;
}

/** Milliseconds between two drawings of the living line: often enough to look alive. */
const DRAW_MS = 120;

export function runProgress(terminal: Terminal): RunProgress {
  const colour = paint(terminal.stderr, terminal.env);
  const live =
    terminal.stderr.isTTY === true ? createLogUpdate(terminal.stderr, { showCursor: true }) : undefined;
  const running = new Map<string, { step: string; since: number }>();
  const began = performance.now();
  const elapsed = () => `${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`;
  const print = (line: string) => {
    live?.clear();
    terminal.stderr.write(`${colour.dim(elapsed())}  ${line}\n`);
    draw();
  };
  const draw = () => {
    if (live === undefined) return;
    const now = performance.now();
    const lines = [...running].map(
      ([change, { step, since }]) =>
        `${elapsed()}  ${colour.cyan('…')} ${change}  ${colour.dim(`${step}  ${((now - since) / 1000).toFixed(1)} s`)}`,
    );
    live(lines.join('\n'));
  };
  const timer = live === undefined ? undefined : setInterval(draw, DRAW_MS);
  timer?.unref();

  const seen = (event: StampedEvent): void => {
    switch (event.is) {
      case 'run.began':
        print(`run ${event.run}: ${event.changes} changes, ${event.steps} steps`);
        return;
      case 'lock.waits':
        print(colour.yellow(`${event.host} is held by ${event.holder}; waiting`));
        return;
      case 'host.taken':
        for (const unit of event.stopped)
          print(colour.yellow(`${event.host}: stopped ${unit} of an earlier run`));
        return;
      case 'host.out':
        print(colour.yellow(`${event.host} does not answer and is left out: ${event.because}`));
        return;
      case 'host.silent':
        print(colour.yellow(`${event.host} is silent: ${event.because}`));
        return;
      case 'plan.renewed':
        print(colour.yellow(`the hosts have changed since; planned again: ${event.changes} changes`));
        return;
      case 'change.began':
        running.set(event.change, { step: '', since: performance.now() });
        draw();
        return;
      case 'step.intent': {
        const change = event.step.split('/').slice(0, -1).join('/');
        running.set(change, { step: event.step.split('/').at(-1)!, since: performance.now() });
        draw();
        return;
      }
      case 'step.retry':
        print(colour.yellow(`${event.step}: no answer (${event.because}); asking again`));
        return;
      case 'step.outcome':
        if (event.result === 'done' || event.result === 'already') return;
        print(`${colour.red('✗')} ${event.step}: ${RESULT[event.result]}`);
        for (const line of event.detail.split('\n').filter(Boolean)) print(`    ${line}`);
        return;
      case 'change.ended':
        running.delete(event.change);
        if (event.result === 'done')
          print(`${colour.green('✓')} ${event.change}  ${colour.dim(seconds(event.ms))}`);
        draw();
        return;
      case 'change.held':
        print(colour.dim(`- ${event.change}: not begun, ${HELD[event.because]}`));
        return;
      case 'run.ended':
        running.clear();
        draw();
        return;
      default:
        unreachable(event);
    }
  };
  return {
    seen,
    end: () => {
      clearInterval(timer);
      live?.clear();
      live?.done();
    },
  };
}

const RESULT = {
  'not-done': 'it was tried and is not done',
  foreign: 'someone else changed it; left alone',
  fenced: 'another run holds this host now',
  unknown: 'no answer; what happened is unknown until the next run looks',
} as const;

const HELD = {
  'after-failure': 'since it would interrupt something and an earlier step failed',
  'waits-for-failed': 'since it waits for one that is not done',
  'host-out': 'since its host does not answer',
  cancelled: 'since the run was stopped',
  fenced: 'since another run holds the cluster now',
} as const;

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
