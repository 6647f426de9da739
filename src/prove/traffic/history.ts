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
  /** When the program said itself that it was late, milliseconds since the epoch, and by how much. */
  lateness: readonly { atMs: number; ms: number }[];
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
  if (kind === 'cleanUp' || kind === 'removeWritten') return null;
  const last = rest.at(-1) as { worstLatenessMs?: number; endMs?: number } | undefined;
  const isWhole = last !== undefined && last.worstLatenessMs !== undefined;
  const body = isWhole ? rest.slice(0, -1) : rest;
  const attempts = body.filter(each => !('lateMs' in each)) as RecordedAttempt[];
  const late = body.filter(each => 'lateMs' in each) as { lateAtMs: number; lateMs: number }[];
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
    lateness: late.map(({ lateAtMs, lateMs }) => ({ atMs: originMs + lateAtMs, ms: lateMs })),
    worstLatenessMs: isWhole ? last.worstLatenessMs! : Number.POSITIVE_INFINITY,
  };
}

/**
 * What was started in a time, milliseconds since the epoch: a program's own start is nobody's outage. Its lateness is that
 * of those that were started before `judgedToMs`, each against its place in the rhythm, or what it says of itself.
 */
export function within(
  history: ReadHistory,
  { fromMs, toMs, judgedToMs }: { fromMs: number; toMs: number; judgedToMs: number },
): ReadHistory {
  const isIn = (atMs: number) => atMs >= fromMs && atMs <= toMs;
  const late = [...latenessOf(history), ...history.lateness].filter(
    ({ atMs }) => isIn(atMs) && atMs < judgedToMs,
  );
  const isCut = history.worstLatenessMs === Number.POSITIVE_INFINITY;
  return {
    ...history,
    attempts: history.attempts
      .filter(({ startMs }) => isIn(startMs))
      .toSorted((a, b) => a.startMs - b.startMs),
    window: {
      startMs: Math.max(fromMs, history.window.startMs),
      endMs: Math.min(toMs, history.window.endMs),
    },
    worstLatenessMs: isCut ? history.worstLatenessMs : late.reduce((worst, { ms }) => Math.max(worst, ms), 0),
  };
}

/** Of each attempt, against the one that was most in time: some programs begin their rhythm later than themselves. */
function latenessOf({ kind, everyMs, attempts }: ReadHistory): { atMs: number; ms: number }[] {
  if (kind === 'watches' || (POD_KINDS as readonly string[]).includes(kind)) return [];
  const places = attempts
    .map(({ startMs }) => startMs)
    .sort((a, b) => a - b)
    .map((atMs, nth) => ({ atMs, zeroMs: atMs - nth * everyMs }));
  const zeroMs = places.reduce((least, each) => Math.min(least, each.zeroMs), Number.POSITIVE_INFINITY);
  return places.map(each => ({ atMs: each.atMs, ms: each.zeroMs - zeroMs }));
}
