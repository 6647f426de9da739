/** Requests on connections that stay open, spread over several of them. */
import { openLoop } from '../p1/open-loop.ts';
import type { Driver } from './driver.ts';
import { openLane } from './lane.ts';
import { LANES } from './task.ts';

export const keptConnections: Driver = async (task, recorder, signal) => {
  const lanes = Array.from({ length: LANES }, () => openLane(task));
  let next = 0;
  const { worstLatenessMs } = await openLoop(
    { everyMs: task.everyMs, forMs: Number.POSITIVE_INFINITY },
    recorder.nowMs,
    done => {
      const lane = lanes[next++ % lanes.length]!;
      lane.ask('GET', task.path, null, task.deadlineMs).then(
        ({ status }) => done({ ok: status === 200, error: status === 200 ? null : `status:${status}` }),
        (error: Error) => done({ ok: false, error: error.message }),
      );
    },
    recorder.record,
    signal,
  );
  for (const lane of lanes) lane.close();
  return worstLatenessMs;
};
