/** One sample's figures and verdicts. */
import type { Drill } from './drill.ts';
import { BY_TIME, isLate, wasSet } from './judges/harness.ts';
import { type Bounds, outageOf } from './judges/judge.ts';
import { cleaningOf, timeToCleanJudge } from './judges/time-to-clean.ts';
import { JUDGES } from './judges.ts';
import { failedShare, SLOW_MS } from './p1/judges.ts';
import type { JudgedSample, JudgeResult, Sample, TrafficHistory, TrafficKind, Verdict } from './proof.ts';

/** Longest gaps that are shown of each kind of traffic. */
const GAPS = 5;

export function judgeSample(sample: Sample, drill: Drill, bounds: Bounds): JudgedSample {
  const { nth, variant, struck, faultMs, healedMs, wholeMs, startMs, endMs } = sample;
  const figures = <T>(of: (history: TrafficHistory) => T | undefined): Partial<Record<TrafficKind, T>> =>
    Object.fromEntries(
      sample.traffic.flatMap(history => {
        const figure = of(history);
        return figure === undefined ? [] : [[history.kind, figure]];
      }),
    );
  return {
    nth,
    at: Math.round(startMs),
    earlier: [],
    variant,
    struck,
    outageMs: figures(history => rounded(outageOf(history).ms)),
    // A watch has no attempts that could be slow.
    timeToCleanMs: figures(history =>
      history.kind === 'watches' ? undefined : rounded(cleaningOf(history, sample).ms),
    ),
    failedShare: figures(history => (history.kind === 'watches' ? undefined : failedShare(history))),
    recoveryMs: wholeMs === null ? null : rounded(wholeMs - healedMs),
    judges: honest(
      JUDGES.map(({ id, judge }) => ({ judge: id, ...judge(sample, drill, bounds) })),
      sample,
      drill,
      bounds,
    ),
    timeline: sample.timeline.map(({ atMs, is, what }) => ({ afterMs: rounded(atMs - faultMs), is, what })),
    gaps: figures(history => gapsOf(history, faultMs)),
    window: { fromMs: rounded(startMs - faultMs), toMs: rounded(endMs - faultMs) },
  };
}

/** What a machine was too slow to judge has not failed either; where its date was set, it has not passed either. */
function honest(
  results: readonly JudgeResult[],
  sample: Sample,
  drill: Drill,
  bounds: Bounds,
): JudgeResult[] {
  const doubted = uncertain(sample, drill, bounds);
  return results.map(result => {
    const byDate = wasSet(sample) && !DATELESS.includes(result.judge);
    const isDoubtful = byDate
      ? result.verdict !== 'does-not-apply'
      : result.verdict === 'failed' && doubted.includes(result.judge);
    return isDoubtful ? { ...result, verdict: 'not-judged' } : result;
  });
}

/** Judges whose failures are not to be relied on. Of what was not seen, the fault's time may be a part. */
function uncertain(sample: Sample, drill: Drill, bounds: Bounds): string[] {
  if (isLate(sample, drill, bounds)) return BY_TIME.map(({ id }) => id);
  return sample.broken.length > 0 ? [timeToCleanJudge.id] : [];
}

/** They ask what is there and what is not, whatever the date was. */
const DATELESS: readonly string[] = ['nothing-lost', 'quiet-elsewhere', 'recovery'];

/** Times without a success that are more than a rhythm and a slow answer, the longest ones in the order of time. */
function gapsOf({ attempts, window, everyMs }: TrafficHistory, faultMs: number) {
  const ends = attempts
    .filter(({ ok }) => ok)
    .map(({ startMs, latencyMs }) => startMs + latencyMs)
    .sort((a, b) => a - b);
  const edges = [window.startMs, ...ends, window.endMs];
  return edges
    .slice(1)
    .map((toMs, at) => ({ fromMs: edges[at]!, toMs }))
    .filter(({ fromMs, toMs }) => toMs - fromMs > SLOW_MS / 2 + everyMs)
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, GAPS)
    .sort((a, b) => a.fromMs - b.fromMs)
    .map(({ fromMs, toMs }) => ({ fromMs: rounded(fromMs - faultMs), toMs: rounded(toMs - faultMs) }));
}

/** The worst of several: failed, then not judged, then passed; none applies when none does. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['failed', 'not-judged', 'passed'];
  return order.find(verdict => verdicts.includes(verdict)) ?? 'does-not-apply';
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
