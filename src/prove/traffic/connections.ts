/** Traffic on new connections, P1 and P2: a TLS connection and one GET for each attempt. */
import { contextOf } from '../p1/context.ts';
import { openLoop } from '../p1/open-loop.ts';
import { request } from '../p1/request.ts';
import type { Driver } from './driver.ts';

export const newConnections: Driver = async (task, recorder, signal) => {
  const context = contextOf(task.ca, task.identity);
  const target = { host: task.host, port: task.port, path: task.path, context, verified: task.ca !== null };
  const { worstLatenessMs } = await openLoop(
    { everyMs: task.everyMs, forMs: Number.POSITIVE_INFINITY },
    recorder.nowMs,
    done => request(target, task.deadlineMs, done),
    recorder.record,
    signal,
  );
  return worstLatenessMs;
};
