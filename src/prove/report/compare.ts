/** Two proofs side by side: what became better or worse, and whether it can be the same thing at all. */
import type { DrillResult, Figures, Proof, TrafficKind, Verdict } from '../proof.ts';

export interface ComparedFigure {
  what: 'outage' | 'time to clean';
  kind: TrafficKind;
  a: Figures;
  b: Figures;
  /** Median of B by that of A. */
  ratio: number;
  change: 'better' | 'worse' | 'same';
}

export interface ComparedDrill {
  id: string;
  /** Null: only the other one has it. */
  a: Verdict | null;
  b: Verdict | null;
  /** Whether B's verdict is worse than A's. */
  isWorse: boolean;
  figures: readonly ComparedFigure[];
}

export interface Comparison {
  /** `advert ms: 200 → 100`: what was not the same to begin with. */
  differences: readonly string[];
  drills: readonly ComparedDrill[];
}

/**
 * Less than this is noise, milliseconds and share: two runs of the same drill in a lab of two cores differed by as much
 * (docs/measurements/failover.md).
 */
const NOISE_MS = 100;
const NOISE_SHARE = 0.25;

export function compareProofs(a: Proof, b: Proof): Comparison {
  const ids = [...new Set([...a.drills, ...b.drills].map(({ id }) => id))];
  return {
    differences: [
      ...differing({ cluster: a.cluster }, { cluster: b.cluster }),
      ...differing(a.versions, b.versions),
      ...differing(a.settings, b.settings),
      ...differing(
        { processors: a.machine.cpus, kernel: a.machine.kernel },
        { processors: b.machine.cpus, kernel: b.machine.kernel },
      ),
    ],
    drills: ids.map(id => compared(id, ran(a, id), ran(b, id))),
  };
}

/** A drill that was left out has nothing to compare. */
function ran({ drills }: Proof, id: string): DrillResult | undefined {
  return drills.find(drill => drill.id === id && drill.samples.length > 0);
}

function compared(id: string, a: DrillResult | undefined, b: DrillResult | undefined): ComparedDrill {
  const verdicts = { a: a?.verdict ?? null, b: b?.verdict ?? null };
  const figures =
    a === undefined || b === undefined
      ? []
      : [
          ...figuresOf('outage', a.outage, b.outage),
          ...figuresOf('time to clean', a.timeToClean, b.timeToClean),
        ];
  return { id, ...verdicts, isWorse: verdicts.a === 'passed' && verdicts.b === 'failed', figures };
}

function figuresOf(
  what: ComparedFigure['what'],
  a: DrillResult['outage'],
  b: DrillResult['outage'],
): ComparedFigure[] {
  return (Object.keys(a) as TrafficKind[]).flatMap(kind => {
    const [one, other] = [a[kind], b[kind]];
    if (one === undefined || other === undefined) return [];
    return [{ what, kind, a: one, b: other, ratio: ratioOf(one, other), change: changeOf(one, other) }];
  });
}

function ratioOf(a: Figures, b: Figures): number {
  return a.p50Ms === 0 ? (b.p50Ms === 0 ? 1 : Number.POSITIVE_INFINITY) : b.p50Ms / a.p50Ms;
}

function changeOf(a: Figures, b: Figures): ComparedFigure['change'] {
  const by = b.p50Ms - a.p50Ms;
  if (Math.abs(by) <= NOISE_MS || Math.abs(by) <= NOISE_SHARE * a.p50Ms) return 'same';
  return by < 0 ? 'better' : 'worse';
}

function differing(
  a: Readonly<Record<string, string | number>>,
  b: Readonly<Record<string, string | number>>,
): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter(key => a[key] !== b[key])
    .map(key => `${key}: ${a[key] ?? 'unknown'} → ${b[key] ?? 'unknown'}`);
}
