/** Runs drills one after another, each so many times, and keeps every sample as soon as it is judged. */
import { BarqueError } from '../base/errors.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { BY_HOST, type Drill, strikes } from './drill.ts';
import { drillResult, type Told } from './drill-result.ts';
import type { Bounds } from './judges/judge.ts';
import { type Frame, refuseOthers } from './kept-sample.ts';
import type { DrillResult, JudgedSample } from './proof.ts';
import type { Proving } from './proving.ts';
import { cleanUp } from './sample-traffic.ts';
import { takeSample } from './sample-tries.ts';

export interface Wish {
  drills: readonly Drill[];
  samples: number;
  /** How often a sample is taken again that could not be judged, and in which nothing failed; then it stays not judged. */
  repeats: number;
  /** Of the faults' phases: the same for the same seed, drill, sample and try, whatever else is run. */
  seed: number;
  /** One folder for each drill, in it one for each sample: its tries, and `sample.json` once it is judged. */
  folder: string;
  /** What samples that belong together have in common. */
  frame: Frame;
  bounds: Bounds;
  /** Milliseconds; null: the model does not speak of it. */
  predictedMs(drill: Drill): number | null;
  /** Repeats the drill. */
  command(drill: Drill): string;
}

export type ProveEvent =
  | { is: 'drill'; drill: Drill }
  | { is: 'skipped'; drill: Drill; because: string }
  | { is: 'sample'; drill: Drill; nth: number }
  | { is: 'judged'; drill: Drill; sample: JudgedSample }
  /** It could not be judged, or its target moved before the fault. */
  | { is: 'repeated'; drill: Drill; nth: number; because: string }
  | { is: 'ended'; result: DrillResult };

export async function prove(
  proving: Proving,
  wish: Wish,
  seen: (event: ProveEvent) => void,
  signal: AbortSignal,
): Promise<DrillResult[]> {
  await refuseOthers(wish);
  try {
    return await runDrills(proving, wish, seen, signal);
  } finally {
    if (proving.identity !== null) await cleanUp(proving, wish.folder);
  }
}

async function runDrills(
  proving: Proving,
  wish: Wish,
  seen: (event: ProveEvent) => void,
  signal: AbortSignal,
): Promise<DrillResult[]> {
  const results: DrillResult[] = [];
  /** The drill that could not be run to its end. */
  let broken: string | null = null;
  for (const drill of wish.drills) {
    const told = { command: wish.command(drill), predictedMs: wish.predictedMs(drill) };
    const leave = (is: 'refused' | 'broken-off', because: string) => {
      seen({ is: 'skipped', drill, because });
      results.push(drillResult(drill, [], { ...told, left: { is, because } }));
    };
    if (broken !== null) {
      leave('broken-off', `not begun, since ${broken} was broken off`);
      continue;
    }
    const refusal = await refusalOf(drill, proving, signal);
    if (refusal !== null) {
      leave('refused', refusal);
      continue;
    }
    seen({ is: 'drill', drill });
    const samples: JudgedSample[] = [];
    let left: Told['left'] = null;
    try {
      for (let nth = 1; nth <= wish.samples; nth += 1) {
        seen({ is: 'sample', drill, nth });
        const again = (because: string) => seen({ is: 'repeated', drill, nth, because });
        const sample = await takeSample(proving, wish, { drill, nth }, again, signal);
        samples.push(sample);
        seen({ is: 'judged', drill, sample });
      }
    } catch (error) {
      if (!(error instanceof BarqueError)) throw error;
      signal.throwIfAborted();
      // What was measured until then counts; drills after it would begin on a cluster of which nobody knows how it is.
      const { attempted, where, cameBack } = error.failure;
      const because = `could not ${attempted}${where === undefined ? '' : ` (${where})`}: ${cameBack}`;
      left = { is: 'broken-off', because };
      broken = drill.id;
      seen({ is: 'skipped', drill, because });
    }
    const result = drillResult(drill, samples, { ...told, left });
    results.push(result);
    seen({ is: 'ended', result });
  }
  return results;
}

/** Why this cluster cannot have this drill; null: it can. */
export async function refusalOf(
  drill: Drill,
  { spec, machines, podImage }: Pick<Proving, 'spec' | 'machines' | 'podImage'>,
  signal: AbortSignal,
): Promise<string | null> {
  const { controlPlanes, balancers, workers = 0, machines: needsMachines } = drill.needs;
  const count = (role: ResolvedSpec['hosts'][number]['roles'][number]) =>
    spec.hosts.filter(({ roles }) => roles.includes(role)).length;
  const planes = spec.kubernetes === null ? 0 : count('control-plane');
  if (planes < controlPlanes) return `it needs ${controlPlanes} control planes, and there are ${planes}`;
  if (count('load-balancer') < balancers)
    return `it needs ${balancers} balancers, and there is ${count('load-balancer')}`;
  if (count('worker') < workers) return `it needs ${workers} workers, and there are ${count('worker')}`;
  if (podImage === null && strikes(drill).some(({ on }) => on === 'worker'))
    return 'it needs pods of its own, whose image is in a bundle that is not on this machine';
  if (needsMachines !== true) return null;
  if (machines === null) {
    const beyond = strikes(drill).some(
      ({ strike }) => strike.by === 'machine' && BY_HOST[strike.fault] === undefined,
    );
    return beyond ? 'it needs power over the machines, which Barque has in a lab only' : null;
  }
  const host = spec.hosts[0]!.name;
  for (const { strike } of strikes(drill)) {
    const refusal = strike.by === 'machine' ? await machines.refusal(host, strike.fault, signal) : null;
    if (refusal !== null) return refusal;
  }
  return null;
}
