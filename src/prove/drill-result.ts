/** A drill's samples together: medians, the worst, and one verdict. */
import type { Drill } from './drill.ts';
import { worstOf } from './judge-sample.ts';
import { JUDGES } from './judges.ts';
import {
  type DrillResult,
  type Figures,
  type JudgedSample,
  type JudgeResult,
  TRAFFIC_KINDS,
  type TrafficKind,
  type Verdict,
} from './proof.ts';

export interface Told {
  /** Repeats the drill. */
  command: string;
  predictedMs: number | null;
  /**
   * Null: it was run to its end. `refused`: this cluster cannot have it. `broken-off`: it went wrong on the way, or nobody
   * could begin it after one that had: that is no proof.
   */
  left: { is: 'refused' | 'broken-off'; because: string } | null;
}

export function drillResult(drill: Drill, samples: readonly JudgedSample[], told: Told): DrillResult {
  const judges = samples.length === 0 ? [] : JUDGES.map(({ id }) => worstResult(id, samples));
  const each = (of: (sample: JudgedSample) => Partial<Record<TrafficKind, number>>) =>
    Object.fromEntries(
      TRAFFIC_KINDS.flatMap(kind => {
        const values = samples.flatMap(sample => of(sample)[kind] ?? []);
        return values.length === 0 ? [] : [[kind, values]];
      }),
    ) as Partial<Record<TrafficKind, number[]>>;
  const mapped = <T>(values: Partial<Record<TrafficKind, number[]>>, to: (all: number[]) => T) =>
    Object.fromEntries(Object.entries(values).map(([kind, all]) => [kind, to(all)])) as Partial<
      Record<TrafficKind, T>
    >;
  const recoveries = samples.flatMap(({ recoveryMs }) => recoveryMs ?? []);
  return {
    id: drill.id,
    title: drill.title,
    verdict: verdictOf(judges, told),
    command: told.command,
    outage: mapped(
      each(({ outageMs }) => outageMs),
      figuresOf,
    ),
    timeToClean: mapped(
      each(({ timeToCleanMs }) => timeToCleanMs),
      figuresOf,
    ),
    failedShare: mapped(
      each(({ failedShare }) => failedShare),
      all => ({ p50: median(all), max: Math.max(...all) }),
    ),
    recovery: recoveries.length === 0 ? null : figuresOf(recoveries),
    predictedMs: told.predictedMs,
    judges,
    samples,
    skipped: told.left?.because ?? null,
  };
}

function verdictOf(judges: readonly JudgeResult[], { left }: Told): Verdict {
  if (left?.is === 'broken-off') return 'failed';
  return worstOf(judges.map(({ verdict }) => verdict));
}

/** The evidence is that of the first sample with the worst verdict. */
function worstResult(id: string, samples: readonly JudgedSample[]): JudgeResult {
  const all = samples.flatMap(({ nth, judges }) =>
    judges.filter(({ judge }) => judge === id).map(result => ({ nth, result })),
  );
  const verdict = worstOf(all.map(({ result }) => result.verdict));
  const first = all.find(({ result }) => result.verdict === verdict)!;
  const others = all.filter(({ result }) => result.verdict === verdict).length;
  const where = samples.length === 1 ? '' : `sample ${first.nth} (${others} of ${samples.length} so): `;
  return { judge: id, verdict, evidence: `${where}${first.result.evidence}` };
}

function figuresOf(values: readonly number[]): Figures {
  return { p50Ms: median(values), maxMs: Math.max(...values) };
}

/** The upper one of two in the middle: better is never claimed. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
