/** A probe as it happens in one living line, and what it found. */
import { createLogUpdate } from 'log-update';
import { formatDuration } from '../../base/duration.ts';
import type { ProbeProgress, ProbeSummary } from '../../prove/p1/message.ts';
import { TOO_LATE_MS } from '../../prove/p1/parameters.ts';
import type { ProbeRun } from '../../prove/p1/run.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';

/** A silence longer than this, milliseconds, is told as it happens. */
const NOTEWORTHY_MS = 400;

export function probeProgress(
  run: ProbeRun,
  terminal: Terminal,
): { seen(progress: ProbeProgress): void; end(): void } {
  const colour = paint(terminal.stderr, terminal.env);
  const what = `https://${run.host}:${run.port}${run.path}`;
  terminal.stderr.write(
    `${what}: a new TLS connection each ${formatDuration(run.everyMs)} for ${formatDuration(run.forMs)}\n`,
  );
  if (run.caFile === null)
    terminal.stderr.write(colour.yellow('The certificate is not verified; --ca verifies it.\n'));
  if (terminal.stderr.isTTY === true) {
    const live = createLogUpdate(terminal.stderr, { showCursor: true });
    return {
      seen: progress => live(liveLine(progress, colour.red)),
      end: () => {
        live.clear();
        live.done();
      },
    };
  }
  let silent = false;
  return {
    seen: ({ gapMs, endedGapMs, elapsedMs, lastError }) => {
      // Also one that began and ended between two reports.
      if (silent ? gapMs <= NOTEWORTHY_MS : endedGapMs > NOTEWORTHY_MS)
        terminal.stderr.write(`${at(elapsedMs)}  answers again, after ${whole(endedGapMs)}\n`);
      if (!silent && gapMs > NOTEWORTHY_MS)
        terminal.stderr.write(`${at(elapsedMs)}  no answer (${lastError ?? 'none yet'})\n`);
      silent = gapMs > NOTEWORTHY_MS;
    },
    end: () => {},
  };
}

function liveLine(
  { elapsedMs, started, failed, longestGapMs, gapMs }: ProbeProgress,
  red: (text: string) => string,
): string {
  const rate = elapsedMs > 0 ? Math.round((started / elapsedMs) * 1000) : 0;
  const now = gapMs > NOTEWORTHY_MS ? `  ${red(`no answer for ${whole(gapMs)}`)}` : '';
  return `${at(elapsedMs)}  ${rate}/s  failed ${failed} of ${started}  longest silence ${whole(longestGapMs)}${now}`;
}

export function probeLines(run: ProbeRun, summary: ProbeSummary, terminal: Terminal): string[] {
  const colour = paint(terminal.stdout, terminal.env);
  const { outage, failed, attempts } = summary;
  const share = `${(summary.failedShare * 100).toFixed(failed > 0 && summary.failedShare < 0.01 ? 2 : 1)} %`;
  const errors = Object.entries(summary.errors)
    .map(([error, count]) => `${error} ${count}`)
    .join(', ');
  const rows: [string, string][] = [
    [
      'attempts',
      `${attempts}, one each ${formatDuration(run.everyMs)}, deadline ${formatDuration(run.deadlineMs)}`,
    ],
    [
      'failed',
      failed === 0 ? '0' : colour.red(`${failed} (${share})`) + (errors === '' ? '' : `  ${errors}`),
    ],
    [
      'longest silence',
      `${colour.bold(`${outage.open && failed > 0 ? 'at least ' : ''}${whole(outage.ms)}`)}  from ${at(outage.fromMs).trim()} on`,
    ],
    [
      'latency',
      summary.medianMs === null
        ? 'nothing succeeded'
        : `median ${whole(summary.medianMs)}, slowest ${whole(summary.slowestMs!)}`,
    ],
    [
      'own lateness',
      summary.worstLatenessMs > TOO_LATE_MS
        ? colour.yellow(
            `${whole(summary.worstLatenessMs)}; this machine was too busy to judge by these figures`,
          )
        : `at most ${whole(summary.worstLatenessMs)}`,
    ],
    ['certificate', summary.verified ? 'verified' : 'not verified'],
    ['history', summary.history],
  ];
  return rows.map(([name, value]) => `${name.padEnd(17)}${value}`);
}

function at(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(5)} s`;
}

function whole(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
