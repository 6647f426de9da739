/** A traffic program's history on disk: a head, a line for each attempt as it ended, and a last line when all went well. */
import { POD_KINDS, type TrafficHistory, type TrafficKind } from '../proof.ts';
import type { RecordedAttempt } from './driver.ts';
import type { TrafficTask } from './task.ts';

export const TRAFFIC_FORMAT = 'barque.traffic/v1';

export interface TrafficHead {
  format: typeof TRAFFIC_FORMAT;
  kind: TrafficTask['kind'];
  everyMs: number;
  deadlineMs: number;
  /** Of all times in it, milliseconds since the epoch. */
  originMs: number;
}

export interface ReadHistory extends Omit<TrafficHistory, 'kind'> {
  kind: TrafficKind | 'pods';
  /** When the rhythm began, milliseconds since the epoch. */
  originMs: number;
  attempts: readonly RecordedAttempt[];
}

/** Several kinds of one history, each for itself; a pod that could tell nothing is no outage. */
export function splitByKind(history: ReadHistory): ReadHistory[] {
  if (history.kind !== 'pods') return [history];
  return POD_KINDS.map(kind => ({
    ...history,
    kind,
    attempts: history.attempts.filter(attempt => attempt.kind === kind),
  })).filter(({ attempts }) => attempts.length > 0);
}

/** Null: it is none. A history without its last line was cut off; what it has counts, its lateness is unknown: infinite. */
export function parseTraffic(text: string): ReadHistory | null {
  const lines = text.split('\n');
  // What follows the last newline is empty, or half a line.
  lines.pop();
  const [first, ...rest] = lines.map(line => JSON.parse(line) as object);
  if (first === undefined || (first as TrafficHead).format !== TRAFFIC_FORMAT) return null;
  const { kind, everyMs, deadlineMs, originMs } = first as TrafficHead;
  if (kind === 'cleanUp') return null;
  const last = rest.at(-1) as { worstLatenessMs?: number; endMs?: number } | undefined;
  const isWhole = last !== undefined && last.worstLatenessMs !== undefined;
  const attempts = (isWhole ? rest.slice(0, -1) : rest) as RecordedAttempt[];
  const endMs = attempts.reduce((most, each) => Math.max(most, each.startMs + each.latencyMs), 0);
  return {
    kind,
    everyMs,
    deadlineMs,
    originMs,
    window: {
      startMs: originMs + attempts.reduce((least, each) => Math.min(least, each.startMs), endMs),
      endMs: originMs + Math.max(endMs, (isWhole ? last.endMs : undefined) ?? 0),
    },
    attempts: attempts.map(each => ({ ...each, startMs: originMs + each.startMs })),
    worstLatenessMs: isWhole ? last.worstLatenessMs! : Number.POSITIVE_INFINITY,
  };
}

/**
 * What was started in a time, milliseconds since the epoch: a program's own start is nobody's outage. Its lateness is that
 * of those that were started before `judgedToMs`, each against its place in the rhythm.
 */
export function within(
  history: ReadHistory,
  { fromMs, toMs, judgedToMs }: { fromMs: number; toMs: number; judgedToMs: number },
): ReadHistory {
  const inOrder = history.attempts.toSorted((a, b) => a.startMs - b.startMs);
  const firstMs = history.originMs;
  let worstLatenessMs = 0;
  const attempts = inOrder.filter(({ startMs }, nth) => {
    if (startMs < fromMs || startMs > toMs) return false;
    if (
      history.kind !== 'watches' &&
      !(POD_KINDS as readonly string[]).includes(history.kind) &&
      startMs < judgedToMs
    )
      worstLatenessMs = Math.max(worstLatenessMs, startMs - firstMs - nth * history.everyMs);
    return true;
  });
  const isCut = history.worstLatenessMs === Number.POSITIVE_INFINITY;
  return {
    ...history,
    attempts,
    window: {
      startMs: Math.max(fromMs, history.window.startMs),
      endMs: Math.min(toMs, history.window.endMs),
    },
    worstLatenessMs: isCut ? history.worstLatenessMs : worstLatenessMs,
  };
}
