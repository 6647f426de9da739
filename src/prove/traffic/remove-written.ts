/** Removes the objects that one sample's writes have made: each watch of the next ones would begin with all of them. */
import type { Driver } from './driver.ts';
import { openLane } from './lane.ts';

/** The label of what is written, by which it is found again. */
export const SAMPLE_LABEL = 'barque.dev/sample';

/** Milliseconds for one question: a few hundred objects, one after another. */
const ANSWER_MS = 20_000;

export const removeWritten: Driver = async (task, recorder) => {
  const lane = openLane(task);
  const startMs = recorder.nowMs();
  const selector = encodeURIComponent(`${SAMPLE_LABEL}=${task.prefix}`);
  const path = `/api/v1/namespaces/${task.namespace}/configmaps?labelSelector=${selector}`;
  const { status } = await lane.ask('DELETE', path, null, ANSWER_MS);
  recorder.record({ startMs, latencyMs: recorder.nowMs() - startMs, ok: status < 300, error: null });
  lane.close();
  return 0;
};
