/** What a judge is: a pure function of one sample that gives a verdict and its evidence. */
import type { Drill } from '../drill.ts';
import { type Outage, outage } from '../p1/judges.ts';
import type { JudgeResult, Sample, TrafficHistory, TrafficKind } from '../proof.ts';

/** What must hold, from the cluster's file. */
export interface Bounds {
  /** Milliseconds: longest outage at power loss and crash. */
  failoverMs: number;
  /** Milliseconds: longest outage at a hang. */
  hangMs: number;
}

export interface Judge {
  id: string;
  /** What must hold, in a few words. */
  title: string;
  judge(sample: Sample, drill: Drill, bounds: Bounds): Omit<JudgeResult, 'judge'>;
}

/** Longer than one late start and one answer by P1's deadline is an outage worth the name, milliseconds. */
export const NOTHING_MS = 250;

/** Of new connections, milliseconds; null: the drill has no bound. */
export function budgetOf(
  { budget }: Drill,
  { failoverMs, hangMs }: Bounds,
  { faultMs, healedMs }: Pick<Sample, 'faultMs' | 'healedMs'>,
): number | null {
  switch (budget) {
    case 'failover':
      return failoverMs;
    case 'hang':
      return hangMs;
    case 'none':
      return NOTHING_MS;
    case 'fault':
      return healedMs - faultMs + failoverMs;
    case null:
      return null;
  }
}

export function trafficOf(sample: Sample, kind: TrafficKind): TrafficHistory | undefined {
  return sample.traffic.find(each => each.kind === kind);
}

/** The longest time without a success, milliseconds; of a watch, that of the worst one. */
export function outageOf({ attempts, window }: TrafficHistory): Outage {
  const lanes = [...Map.groupBy(attempts, ({ lane }) => lane ?? 0).values()];
  const each = (lanes.length === 0 ? [[]] : lanes).map(lane => outage({ window, attempts: lane }));
  return each.reduce((worst, one) => (one.ms > worst.ms ? one : worst));
}

export function passedIf(isSo: boolean, evidence: string): Omit<JudgeResult, 'judge'> {
  return { verdict: isSo ? 'passed' : 'failed', evidence };
}

export function doesNotApply(evidence: string): Omit<JudgeResult, 'judge'> {
  return { verdict: 'does-not-apply', evidence };
}

export function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
