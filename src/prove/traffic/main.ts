/** One kind of traffic as a program of its own, so that it can run in another network namespace and nothing else delays it. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { runInRealTime } from '../p1/real-time.ts';
import { cleanUp } from './clean-up.ts';
import { newConnections } from './connections.ts';
import type { Driver } from './driver.ts';
import { TRAFFIC_FORMAT, type TrafficHead } from './history.ts';
import { keptConnections } from './kept-connections.ts';
import { pods } from './pods.ts';
import { removeWritten } from './remove-written.ts';
import type { TrafficTask } from './task.ts';
import { watches } from './watches.ts';
import { writes } from './writes.ts';

const DRIVERS: Readonly<Record<TrafficTask['kind'], Driver>> = {
  newConnections,
  patientConnections: newConnections,
  reads: newConnections,
  keptConnections,
  watches,
  writes,
  pods,
  cleanUp,
  removeWritten,
};

const task = JSON.parse(await text(process.stdin)) as TrafficTask;

// Other programs' work must not look like an outage; without the right to it, the lateness tells. One kind alone: seven
// programs in real time would be what keeps the cluster from its work.
if (task.kind === 'newConnections') runInRealTime();

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
// Nobody listens any more: the parent is gone.
process.stdout.on('error', () => stop.abort());

const file = createWriteStream(task.history, { flags: 'wx', mode: 0o600 });
await once(file, 'open');
const originNs = process.hrtime.bigint();
const head: TrafficHead = {
  format: TRAFFIC_FORMAT,
  kind: task.kind,
  everyMs: task.everyMs,
  deadlineMs: task.deadlineMs,
  originMs: Date.now(),
};
const rounded = (ms: number) => Math.round(ms * 1000) / 1000;
const line = (value: object) => file.write(`${JSON.stringify(value)}\n`);
line(head);
const first = Promise.withResolvers<void>();
void first.promise.then(() => process.stdout.write('ready\n'));
const recorder = {
  nowMs: () => Number(process.hrtime.bigint() - originNs) / 1e6,
  record: (attempt: Parameters<Parameters<Driver>[1]['record']>[0]) => {
    const { startMs, latencyMs } = attempt;
    line({ ...attempt, startMs: rounded(startMs), latencyMs: rounded(latencyMs) });
    if (attempt.ok) first.resolve();
  },
  late: (atMs: number, lateMs: number) => line({ lateAtMs: rounded(atMs), lateMs: rounded(lateMs) }),
};
const worstLatenessMs = await DRIVERS[task.kind](task, recorder, stop.signal);
line({ worstLatenessMs: rounded(worstLatenessMs), endMs: rounded(recorder.nowMs()) });
await new Promise(resolve => file.end(resolve));
// Connections that are still closing must not keep the program.
process.exit(0);
