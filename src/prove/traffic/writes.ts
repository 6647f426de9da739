/** Writes: an object each, whose name says later whether what was acknowledged is still there. */
import { openLoop } from '../p1/open-loop.ts';
import type { Driver } from './driver.ts';
import { openLane } from './lane.ts';
import { makeNamespace } from './namespace.ts';
import { SAMPLE_LABEL } from './remove-written.ts';
import { LANES } from './task.ts';

/**
 * An attempt is ok when the API said 201. Whatever else came is in its error; `judges/nothing-lost` decides which of
 * them leave it unknown whether the object is there.
 */
export const writes: Driver = async (task, recorder, signal) => {
  const lanes = Array.from({ length: LANES }, () => openLane(task));
  const path = `/api/v1/namespaces/${task.namespace}/configmaps`;
  await makeNamespace(lanes[0]!, task.namespace);
  // Its own start is no lateness of ours.
  const originMs = recorder.nowMs();
  let next = 0;
  const { worstLatenessMs } = await openLoop(
    { everyMs: task.everyMs, forMs: Number.POSITIVE_INFINITY },
    () => recorder.nowMs() - originMs,
    done => {
      const nth = next++;
      const name = `${task.prefix}-${nth}`;
      const startMs = recorder.nowMs();
      const metadata = { name, labels: { [SAMPLE_LABEL]: task.prefix } };
      const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
      const end = (ok: boolean, error: string | null) => {
        recorder.record({ startMs, latencyMs: recorder.nowMs() - startMs, ok, error, name });
        done({ ok, error });
      };
      lanes[nth % lanes.length]!.ask('POST', path, body, task.deadlineMs).then(
        ({ status }) => end(status === 201, status === 201 ? null : `status:${status}`),
        (error: Error) => end(false, error.message),
      );
    },
    () => {},
    signal,
  );
  for (const lane of lanes) lane.close();
  return worstLatenessMs;
};
