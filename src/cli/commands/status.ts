/** `barque status`: what the cluster looks like now, and what is wrong. */
import { createLogUpdate } from 'log-update';
import { stringify } from 'yaml';
import { doorsOf } from '../../app/doors.ts';
import { loadCluster } from '../../app/load-cluster.ts';
import { type Looking, lookNow, PATIENCE_MS } from '../../app/status.ts';
import { systemClock } from '../../base/clock.ts';
import { BarqueError } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import type { ResolvedSpec } from '../../spec/resolved.ts';
import type { Provenance, Status } from '../../view/status.ts';
import { bundleFor } from '../bundle-choice.ts';
import type { Command, Terminal } from '../command.ts';
import { openCluster, openLoaded } from '../open-cluster.ts';
import { BUNDLE_OPTION, durationOption, FILE_OPTION, withFile } from '../options.ts';
import { paint } from '../views/paint.ts';
import { onScreen, statusJson, statusLines } from '../views/status.ts';

/** Seconds between two looks where none are given: a look takes 0.5 s to 3 s. */
const WATCH_S = '2';

export const status: Command = {
  name: 'status',
  summary: 'show what the cluster looks like now, and what is wrong',
  details:
    'Every host is asked for its own word, at once; a host that does not answer in time is shown as silent and holds nobody up. ' +
    'It changes nothing. It ends with 3 when the cluster is not healthy; warnings alone do not count.',
  options: [
    FILE_OPTION,
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json', 'yaml'],
    },
    {
      flags: '--drift',
      summary:
        'wait for how many steps the hosts are from the file, also while watching and when some are silent',
    },
    BUNDLE_OPTION,
    {
      flags: '--timeout <time>',
      summary: 'how long a host may take to answer; longer when all are slow',
      default: `${PATIENCE_MS}ms`,
    },
    { flags: '--watch [seconds]', summary: `look again and again, ${WATCH_S} s after each look` },
  ],
  examples: ['barque status', 'barque status --watch', 'barque status -o json | jq .etcd.quorumMargin'],
  run: async ({ options, terminal, signal }) => {
    const patienceMs = durationOption('timeout', options['timeout']);
    const watch = options['watch'];
    const pauseMs = watch === undefined ? null : durationOption('watch', watch === true ? WATCH_S : watch);
    const { spec, drift, bundle } = await knowns(options, terminal);
    const folders = foldersOf(terminal.env);
    const draw = drawer(spec, options, terminal, pauseMs !== null);
    const hosts = doorsOf(spec, folders).map(({ host }) => host);
    const look = () =>
      lookNow({ spec, hosts, folders, clock: systemClock, patienceMs, drift, bundle }, signal);
    try {
      const isHealthy =
        pauseMs === null ? draw.show(await look()) : await watching(look, draw.show, pauseMs, signal);
      return isHealthy ? EXIT.done : EXIT.check;
    } finally {
      draw.end();
    }
  },
};

type Knowns = Pick<Looking, 'spec' | 'drift' | 'bundle'>;

/** The file is enough: whoever looks at night may not have the bundle, without which nobody can plan. */
async function knowns(options: Readonly<Record<string, unknown>>, terminal: Terminal): Promise<Knowns> {
  if (options['drift'] === true) {
    const { input } = await openCluster(options, terminal);
    return { spec: input.spec, drift: { planning: input, waits: true }, bundle: input.bundle };
  }
  // What the file could say better is no matter of now: warnings stay with validate and plan.
  const loaded = await loadCluster(String(options['file']));
  const { spec } = loaded;
  const bundle = await bundleHere(spec, options, terminal);
  if (options['watch'] !== undefined) return { spec, drift: 'watching', bundle };
  try {
    const { input } = await openLoaded(loaded, options, terminal);
    return { spec, drift: { planning: input, waits: false }, bundle };
  } catch (error) {
    if (!(error instanceof BarqueError)) throw error;
    return { spec, drift: 'no-plan', bundle };
  }
}

async function bundleHere(
  spec: ResolvedSpec,
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<Provenance['bundle']> {
  try {
    const named = options['bundle'] ?? spec.bundle.folder ?? undefined;
    const { digest, description } = await bundleFor(spec, named, terminal);
    return { digest, provenance: description.provenance };
  } catch (error) {
    if (!(error instanceof BarqueError)) throw error;
    return null;
  }
}

/** Until Ctrl-C, whose exit code main gives. */
async function watching(
  look: () => Promise<Status>,
  show: (status: Status) => boolean,
  pauseMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  for (;;) {
    show(await look());
    await systemClock.sleep(pauseMs, signal);
  }
}

interface Drawer {
  /** Whether it is healthy. */
  show(status: Status): boolean;
  end(): void;
}

function drawer(
  spec: ResolvedSpec,
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
  isWatching: boolean,
): Drawer {
  const { stdout } = terminal;
  const colour = paint(stdout, terminal.env);
  const speaking = { spec, command: (words: string) => withFile(words, options) };
  const format = options['output'];
  const canMove = stdout.isTTY === true && terminal.env['TERM'] !== 'dumb';
  const live =
    isWatching && canMove && format === 'table'
      ? createLogUpdate(stdout as Parameters<typeof createLogUpdate>[0], { showCursor: true })
      : undefined;
  return {
    show: status => {
      // A program that watches reads one answer a line.
      if (format === 'json') stdout.write(`${JSON.stringify(statusJson(status, speaking))}\n`);
      else if (format === 'yaml')
        stdout.write(`${isWatching ? '---\n' : ''}${stringify(statusJson(status, speaking))}`);
      else {
        const now = systemClock.now();
        const lines = statusLines({ cluster: spec.name, status, now }, speaking, colour);
        const clock = isWatching ? [colour.dim(new Date(now).toLocaleTimeString('en-GB'))] : [];
        const all = [...clock, ...lines];
        if (live === undefined) stdout.write(`${all.join('\n')}\n${isWatching ? '\n' : ''}`);
        else live(onScreen(all, sizeOf(terminal)).join('\n'));
      }
      return status.healthy;
    },
    end: () => live?.done(),
  };
}

/** POSIX: 80 by 24, where the terminal does not tell. */
function sizeOf({ stderr }: Terminal): { columns: number; rows: number } {
  return { columns: stderr.columns || 80, rows: stderr.rows || 24 };
}
