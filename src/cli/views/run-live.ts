/** The living area of a run on a terminal: a line a host, and a bar below. */
import { stripVTControlCharacters } from 'node:util';
import { hostList } from './listing.ts';
import type { Paint } from './paint.ts';
import { durationText } from './quantities.ts';
import { busyHosts, type Doing, type RunState, waitsFor } from './run-state.ts';
import { wordsOf } from './verb-words.ts';

/** Lines that stay free for what is above: the prompt, and the last finished changes. */
const SPARE_ROWS = 6;
/** With more hosts than this only those that do something have a line. */
const MOST_IDLE = 12;
const BAR = 24;

export interface Size {
  columns: number;
  rows: number;
}

/** Each line fits in the columns, all lines in the rows. `at` on the state's clock. */
export function liveLines(state: RunState, at: number, { columns, rows }: Size, paint: Paint): string[] {
  const room = Math.max(1, rows - SPARE_ROWS);
  const busy = busyHosts(state);
  const names = state.hosts.size <= Math.min(MOST_IDLE, room) ? [...state.hosts.keys()].sort() : busy;
  const shown = names.slice(0, names.length > room ? room - 1 : room);
  const width = Math.min(20, Math.max(0, ...shown.map(name => name.length)));
  const lines = shown.map(name => hostLine(state, name, width, at, paint));
  const rest = names.length - shown.length;
  if (rest > 0) lines.push(paint.dim(`… and ${rest} more hosts at work`));
  lines.push(barLine(state, at, paint));
  return lines.map(line => fitted(line, columns));
}

function hostLine(state: RunState, name: string, width: number, at: number, paint: Paint): string {
  const host = state.hosts.get(name)!;
  const count = `${host.done}/${host.changes}`.padStart(5);
  const head = `${name.padEnd(width)} ${paint.dim(count)}`;
  const youngest = host.doing.at(-1);
  if (youngest !== undefined) {
    const time = durationText(at - youngest.since).padStart(6);
    return `${paint.cyan('▸')} ${head} ${time}  ${doingWords(state, youngest)}`;
  }
  if (host.failed) return `${paint.red('✗')} ${head}         ${paint.red('failed')}`;
  if (host.done === host.changes) return `${paint.green('✓')} ${head}         ${paint.dim('done')}`;
  return `  ${head}         ${paint.dim(idleWords(state, name))}`;
}

function idleWords(state: RunState, name: string): string {
  if (!state.hasBegun) return 'is being taken';
  if (state.stopping) return '';
  const givers = waitsFor(state, name);
  return givers.length > 0 ? `waits for ${hostList(givers, 4)}` : 'waits';
}

/** The change, then what the step in hand is about. */
function doingWords(state: RunState, { change, step }: Doing): string {
  const subject = change.split('/').slice(1).join('/');
  if (step === null) return subject;
  const planned = state.plan?.changes.find(({ id }) => id === change)?.steps.find(({ id }) => id === step);
  const words = planned === undefined ? step.split('/').at(-1)! : wordsOf(planned.verb, 3);
  return words.startsWith(subject) ? words : `${subject}: ${words}`;
}

function barLine(state: RunState, at: number, paint: Paint): string {
  const share = state.changes === 0 ? 0 : Math.min(1, state.ended / state.changes);
  const full = Math.floor(share * BAR);
  const bar = `${paint.green('━'.repeat(full))}${paint.dim('━'.repeat(BAR - full))}`;
  const failed = state.failures.length > 0 ? paint.red(`  ${state.failures.length} failed`) : '';
  const stopping = state.stopping ? paint.yellow('  stopping') : '';
  return `${bar} ${state.ended} of ${state.changes} changes  ${durationText(at - state.beganAt)}${failed}${stopping}`;
}

/** Cut at the terminal's edge: a wrapped line would break the drawing. Colours end where the text is cut. */
export function fitted(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  if (plain.length < columns) return line;
  let visible = 0;
  let kept = '';
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b[')) kept += part;
    else {
      const free = Math.max(0, columns - 2 - visible);
      kept += part.slice(0, free);
      visible += part.length;
    }
  }
  return `${kept}…`;
}
