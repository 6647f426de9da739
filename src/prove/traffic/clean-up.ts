/** Removes what the writes have made: their namespace, with all that is in it. */
import type { Driver } from './driver.ts';
import { openLane } from './lane.ts';

/** Milliseconds for one question. */
const ANSWER_MS = 10_000;

export const cleanUp: Driver = async (task, recorder) => {
  const lane = openLane(task);
  const startMs = recorder.nowMs();
  const { status } = await lane.ask('DELETE', `/api/v1/namespaces/${task.namespace}`, null, ANSWER_MS);
  recorder.record({
    startMs,
    latencyMs: recorder.nowMs() - startMs,
    ok: status < 300 || status === 404,
    error: null,
  });
  lane.close();
  return 0;
};
