/** Paints a run as it happens: on a terminal a living area below what is finished, elsewhere a line a change. */
import { createLogUpdate } from 'log-update';
import type { Plan } from '../../plan/plan.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';
import { linesOf } from './run-lines.ts';
import { liveLines } from './run-live.ts';
import { afterEvent, beginRun, type RunState, type ViewEvent } from './run-state.ts';

export interface RunProgress {
  /** The plan that is going to be done; whenever it is made anew, again. */
  planned(plan: Plan): void;
  seen(event: ViewEvent): void;
  /** Takes the living area away; may be called twice. */
  end(): void;
  state(): RunState;
}

/** Milliseconds between two drawings of the living area: often enough to look alive. */
const DRAW_MS = 120;

/** Columns and rows where the terminal does not tell (POSIX: 80 by 24). */
const SIZE = { columns: 80, rows: 24 };

export function runProgress(terminal: Terminal): RunProgress {
  const { stderr } = terminal;
  const colour = paint(stderr, terminal.env);
  // A dumb terminal cannot move its cursor.
  const canMove = stderr.isTTY === true && terminal.env['TERM'] !== 'dumb';
  const live = canMove ? createLogUpdate(stderr, { showCursor: true }) : undefined;
  let state = beginRun(null, performance.now());
  let isOver = false;

  const isRunning = () => !isOver && state.result === null && state.hosts.size > 0;
  const draw = () => {
    if (live === undefined || !isRunning()) return;
    const size = { columns: stderr.columns ?? SIZE.columns, rows: stderr.rows ?? SIZE.rows };
    live(liveLines(state, performance.now(), size, colour).join('\n'));
  };
  const timer = live === undefined ? undefined : setInterval(draw, DRAW_MS);
  timer?.unref();

  return {
    planned: plan => {
      state = beginRun(plan, performance.now());
    },
    seen: event => {
      const now = performance.now();
      state = afterEvent(state, event, now);
      const lines = linesOf(event, state, colour);
      if (lines.length > 0) {
        live?.clear();
        const since = colour.dim(`${((now - state.beganAt) / 1000).toFixed(1).padStart(6)} s`);
        for (const line of lines) stderr.write(`${since}  ${line}\n`);
      }
      if (state.result !== null) live?.clear();
      else if (lines.length > 0) draw();
    },
    end: () => {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      live?.clear();
      live?.done();
    },
    state: () => state,
  };
}
