/** A creation killed and cut at every point: the next run converges, and nothing forbidden is seen on the way. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { create, creationHosts, creationPlanner, creationSpec } from './creation.ts';
import type { Planner } from './product.ts';
import type { Fault, Trouble } from './rehearsal.ts';

const SEED = Number(process.env['BARQUE_TEST_SEED'] ?? 20_261_123);

/** How many points of each kind are played in a check, spread over the run; `BARQUE_EVERY_POINT=1` plays all. */
const PLAYED: Readonly<Record<number, number>> = { 1: 40, 3: 40 };

const strideOf = (planes: number, points: number) =>
  process.env['BARQUE_EVERY_POINT'] === '1' ? 1 : Math.max(1, Math.floor(points / PLAYED[planes]!));

/** One rehearsal for each chosen point of a clean creation; what they complained of. */
async function cuts(
  planes: number,
  fault: Fault,
  offMs = 4000,
): Promise<{ played: number; complaints: string[] }> {
  const clean = await create(planes, { seed: SEED }, []);
  const points = clean.points[0]!;
  const stride = strideOf(planes, points.length);
  const complaints: string[] = [];
  let played = 0;
  for (let at = planes; at < points.length && complaints.length < 5; at += stride) {
    const rehearsal = await create(planes, { seed: SEED, offMs }, [{ fault, run: 0, at }]);
    played += 1;
    for (const complaint of rehearsal.complaints)
      complaints.push(`${fault} at ${at} (${points[at]}): ${complaint} [${rehearsal.results.join(' | ')}]`);
  }
  return { played, complaints };
}

describe.each([1, 3])('a creation with %i control planes', planes => {
  test('ends with nothing left to do when nothing happens', async () => {
    const { complaints, results } = await create(planes, { seed: SEED }, []);
    expect(complaints).toEqual([]);
    expect(results).toEqual(['done']);
  });

  test.each([
    ['kill', 0],
    ['cut', 4_000],
    ['cut', 60_000],
    ['sever', 0],
  ] as const)('converges after a %s anywhere, the power away for %i ms', async (fault, offMs) => {
    const { played, complaints } = await cuts(planes, fault, offMs);
    expect(complaints).toEqual([]);
    expect(played).toBeGreaterThanOrEqual(PLAYED[planes]!);
  });
});

describe('in other orders of what ends when', () => {
  test('two troubles in creations of 3 and 5 converge, drawn by seed', async () => {
    const faults: readonly Fault[] = ['kill', 'cut', 'sever'];
    for (let seed = SEED; seed < SEED + 30; seed += 1) {
      const random = seededRandom(seed);
      const draw = (run: number): Trouble => ({
        run,
        at: Math.floor(random() * 900),
        fault: faults[Math.floor(random() * faults.length)]!,
      });
      const troubles = [draw(0), draw(random() < 0.5 ? 0 : 1)];
      const planes = random() < 0.5 ? 3 : 5;
      const offMs = random() < 0.5 ? 1000 : 40_000;
      const { complaints, results } = await create(planes, { seed, offMs }, troubles);
      expect(complaints, JSON.stringify({ seed, planes, offMs, troubles, results })).toEqual([]);
    }
  });
});

describe('a wrong piece is found', () => {
  /** The planner of the product, with its plans changed. */
  const planner = (change: (plan: Awaited<ReturnType<Planner>>) => Awaited<ReturnType<Planner>>): Planner => {
    const right = creationPlanner(creationSpec(creationHosts(3)));
    return async (hosts, signal) => change(await right(hosts, signal));
  };
  /** Complaints of a few kills and cuts with this planner. */
  const found = async (wrongPlanner: Planner): Promise<string[]> => {
    const complaints: string[] = [];
    for (const fault of ['kill', 'cut'] as const) {
      for (let at = 20; at < 900 && complaints.length === 0; at += 150) {
        // What a run finds and refuses by an error is found as well.
        const { complaints: of } = await create(3, { seed: SEED, planner: wrongPlanner }, [
          { fault, run: 0, at },
        ]).catch(error => ({ complaints: [String(error)] }));
        complaints.push(...of);
      }
    }
    return complaints;
  };

  test('the record written before the cluster is there', async () => {
    const early = planner(plan => ({
      ...plan,
      changes: plan.changes.map(change =>
        change.id.endsWith('/record') ? { ...change, needs: [] } : change,
      ),
    }));
    expect(await found(early)).not.toEqual([]);
  });

  test('authorities made on every control plane', async () => {
    const each = planner(plan => ({
      ...plan,
      changes: plan.changes.map(change => ({
        ...change,
        steps: change.steps.map(step =>
          step.verb.do === 'authority.put'
            ? {
                ...step,
                verb: { do: 'authority.mint' as const, version: '1.36.3' },
                after: { authorities: 'whole' },
              }
            : step,
        ),
      })),
    }));
    expect(await found(each)).not.toEqual([]);
  });

  test('a worker that does not wait for the cluster', async () => {
    const hasty = planner(plan => ({
      ...plan,
      changes: plan.changes.map(change =>
        change.id === 'w1/node'
          ? { ...change, needs: change.needs.filter(need => need !== 'cluster/ready') }
          : change,
      ),
    }));
    expect(await found(hasty)).not.toEqual([]);
  });

  test('credentials that are never removed', async () => {
    const careless = planner(plan => ({
      ...plan,
      changes: plan.changes.filter(({ id }) => !id.endsWith('/credentials')),
    }));
    expect(await found(careless)).not.toEqual([]);
  });
});
