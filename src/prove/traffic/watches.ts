/** Open watches on the objects that the writes make: each event is an attempt that succeeded, at the moment it came. */
import { setTimeout as delay } from 'node:timers/promises';
import { openLoop } from '../p1/open-loop.ts';
import type { Driver } from './driver.ts';
import { openLane } from './lane.ts';
import { LANES } from './task.ts';

/** Milliseconds before a watch that ended is opened again: client-go's reflector waits 800 ms at first, and more later. */
const AGAIN_MS = 100;

/** Milliseconds between two looks at how late this program is, and the lateness that is worth a line. */
const BEAT_MS = 20;
const WORTH_MS = 20;

export const watches: Driver = async (task, recorder, signal) => {
  const beginMs = recorder.nowMs();
  let beats = 0;
  // Nothing is started by a rhythm here, so that a program which is not scheduled would pass for a silent watch.
  const beating = openLoop(
    { everyMs: BEAT_MS, forMs: Number.POSITIVE_INFINITY },
    () => recorder.nowMs() - beginMs,
    done => {
      const nowMs = recorder.nowMs();
      const lateMs = nowMs - beginMs - beats++ * BEAT_MS;
      if (lateMs > WORTH_MS) recorder.late(nowMs, lateMs);
      done({ ok: true, error: null });
    },
    () => {},
    signal,
  );
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const connection = openLane(task);
      let version = '';
      const heard = (line: string) => {
        const event = JSON.parse(line) as {
          type: string;
          object: { metadata?: { resourceVersion?: string } };
        };
        // The version is too old: from now on, then.
        if (event.type === 'ERROR') version = '';
        else version = event.object.metadata?.resourceVersion ?? version;
        if (event.type !== 'ERROR')
          recorder.record({ startMs: recorder.nowMs(), latencyMs: 0, ok: true, error: null, lane });
      };
      while (!signal.aborted) {
        const from = version === '' ? '' : `&resourceVersion=${version}`;
        const startMs = recorder.nowMs();
        const path = `/api/v1/namespaces/${task.namespace}/configmaps?watch=1&allowWatchBookmarks=true${from}`;
        const why = await connection.hear(path, heard, signal);
        if (signal.aborted) break;
        recorder.record({ startMs, latencyMs: recorder.nowMs() - startMs, ok: false, error: why, lane });
        await delay(AGAIN_MS, undefined, { signal }).catch(() => {});
      }
      connection.close();
    }),
  );
  return (await beating).worstLatenessMs;
};
