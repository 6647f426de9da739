/** The probe as a program of its own, so that it can run in another network namespace and nothing else delays it. */

import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contextOf } from './context.ts';
import { HISTORY_FORMAT, type HistoryHead, historyOf } from './history.ts';
import { errorCounts, failedShare, latencyAt, outage } from './judges.ts';
import type { ProbeMessage } from './message.ts';
import { openLoop } from './open-loop.ts';
import { runInRealTime } from './real-time.ts';
import { request } from './request.ts';

/** Milliseconds between two lines of progress: often enough to look alive. */
const PROGRESS_MS = 200;

const { values } = parseArgs({
  options: {
    host: { type: 'string' },
    port: { type: 'string' },
    path: { type: 'string' },
    ca: { type: 'string' },
    every: { type: 'string' },
    deadline: { type: 'string' },
    for: { type: 'string' },
    history: { type: 'string' },
  },
});
const { host, path, history } = values;
if (host === undefined || path === undefined || history === undefined)
  throw new Error('--host, --path and --history are needed');
const [port, everyMs, deadlineMs, forMs] = [values.port, values.every, values.deadline, values.for].map(
  Number,
) as [number, number, number, number];
if (!(port > 0 && everyMs > 0 && deadlineMs > 0 && forMs > 0))
  throw new Error('--port, --every, --deadline and --for are milliseconds above 0');

// Other programs' work must not look like an outage; without the right to it, the lateness tells.
runInRealTime();

const verified = values.ca !== undefined;
const context = contextOf(values.ca === undefined ? null : readFileSync(values.ca, 'utf8'));
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
// Nobody listens any more: the parent is gone.
process.stdout.on('error', () => stop.abort());

const file = createWriteStream(history, { flags: 'wx', mode: 0o600 });
await once(file, 'open');
const originNs = process.hrtime.bigint();
const origin = { wallMs: Date.now(), monotonicNs: originNs.toString() };
const nowMs = () => Number(process.hrtime.bigint() - originNs) / 1e6;
const rounded = (ms: number) => Math.round(ms * 1000) / 1000;
const head: HistoryHead = { format: HISTORY_FORMAT, host, port, path, verified, everyMs, deadlineMs, origin };
file.write(`${JSON.stringify(head)}\n`);

const seen = {
  started: 0,
  ok: 0,
  failed: 0,
  lastSuccessMs: 0,
  longestGapMs: 0,
  endedGapMs: 0,
  lastError: null as string | null,
};
const say = (message: ProbeMessage) => process.stdout.write(`${JSON.stringify(message)}\n`);
const progress = setInterval(() => {
  const gapMs = rounded(nowMs() - seen.lastSuccessMs);
  const longestGapMs = rounded(Math.max(seen.longestGapMs, gapMs));
  const endedGapMs = rounded(seen.endedGapMs);
  seen.endedGapMs = 0;
  const { started, ok, failed, lastError } = seen;
  const elapsedMs = rounded(nowMs());
  say({ is: 'progress', elapsedMs, started, ok, failed, longestGapMs, gapMs, endedGapMs, lastError });
}, PROGRESS_MS);

const { attempts, worstLatenessMs } = await openLoop(
  { everyMs, forMs },
  nowMs,
  done => {
    seen.started += 1;
    request({ host, port, path, context, verified }, deadlineMs, done);
  },
  attempt => {
    if (attempt.ok) {
      const at = attempt.startMs + attempt.latencyMs;
      seen.ok += 1;
      seen.endedGapMs = Math.max(seen.endedGapMs, at - seen.lastSuccessMs);
      seen.longestGapMs = Math.max(seen.longestGapMs, seen.endedGapMs);
      seen.lastSuccessMs = at;
    } else {
      seen.failed += 1;
      seen.lastError = attempt.error;
    }
    const { startMs, latencyMs } = attempt;
    file.write(
      `${JSON.stringify({ ...attempt, startMs: rounded(startMs), latencyMs: rounded(latencyMs) })}\n`,
    );
  },
  stop.signal,
);
clearInterval(progress);
await new Promise(resolve => file.end(resolve));

const whole = historyOf(attempts);
const { ms, fromMs, toMs, open } = outage(whole);
const median = latencyAt(whole, 0.5);
const slowest = latencyAt(whole, 1);
say({
  is: 'summary',
  attempts: attempts.length,
  ok: seen.ok,
  failed: seen.failed,
  failedShare: failedShare(whole),
  outage: { ms: rounded(ms), fromMs: rounded(fromMs), toMs: rounded(toMs), open },
  medianMs: median === null ? null : rounded(median),
  slowestMs: slowest === null ? null : rounded(slowest),
  errors: errorCounts(whole),
  worstLatenessMs: rounded(worstLatenessMs),
  origin,
  verified,
  history,
});
// Connections that are still closing must not keep the program; the summary must be out.
process.stdout.end(() => process.exit(0));
