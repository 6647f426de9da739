/** A reset struck anywhere: the same command again leaves every host as a fresh one, and what etcd wrote is never deleted. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { reset } from '../../src/operations/reset.ts';
import { create } from './creation.ts';
import { EVERY_POINT, TIMEOUT_MS } from './creation-matrix.ts';
import { playOperation, type Stands } from './operation.ts';
import type { Fault, Rehearsal, Trouble } from './rehearsal.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);
/** Points that a check plays of each matrix. */
const MOST = 12;

vi.setConfig({ testTimeout: TIMEOUT_MS });

const resetOf = (stands: Stands, troubles: readonly Trouble[]) =>
  playOperation(
    SEED,
    stands,
    'reset',
    view =>
      reset([...view.reached].filter(([, { standing }]) => standing === 'ours').map(([name]) => ({ name }))),
    troubles,
  );

/** What is not as on a host that Barque has never seen. */
function remainsOf({ after }: Rehearsal): string[] {
  return [...after].flatMap(([name, left]) => [
    ...[...left.files.keys()].map(path => `${name}: ${path}`),
    ...[...left.packages.keys()].map(of => `${name}: package ${of}`),
    ...[...left.programs.keys(), ...left.links.keys(), ...left.images.keys()].map(of => `${name}: ${of}`),
    ...[...left.units].filter(([, { active }]) => active).map(([unit]) => `${name}: ${unit} runs`),
    ...(left.fence.epoch === 0 ? [] : [`${name}: epoch ${left.fence.epoch}`]),
    ...(left.kubernetes.authorities === null && left.kubernetes.node === null ? [] : [`${name}: Kubernetes`]),
  ]);
}

async function matrix(stands: Stands, fault: Fault): Promise<{ complaints: string[]; played: number }> {
  const clean = await resetOf(stands, []);
  const all = clean.points[0]!;
  const points = fault === 'kill' ? all.map((_, at) => at) : clean.onMachines;
  const stride = EVERY_POINT ? 1 : Math.max(1, Math.floor(points.length / MOST));
  const complaints: string[] = [];
  let played = 0;
  for (let nth = stride >> 1; nth < points.length; nth += stride) {
    const at = points[nth]!;
    const struck = await resetOf(stands, [{ fault, run: 0, at }]);
    played += 1;
    for (const what of [...struck.complaints, ...remainsOf(struck)])
      complaints.push(`${fault} at ${at} (${all[at]}): ${what} [${struck.results.join(' | ')}]`);
  }
  return { complaints, played };
}

describe('a cluster that stands', () => {
  let stands: Stands;
  beforeAll(async () => {
    const { after, clusters } = await create(3, { seed: SEED }, []);
    stands = { before: after, clusters };
  });

  test('leaves hosts as they were before it', async () => {
    const done = await resetOf(stands, []);
    expect(done.complaints).toEqual([]);
    expect(done.results).toEqual(['done']);
    expect(remainsOf(done)).toEqual([]);
  });

  test('can be made again on the same hosts', async () => {
    const { after } = await resetOf(stands, []);
    const again = await create(3, { seed: SEED, before: after }, []);
    expect(again.complaints).toEqual([]);
    expect(again.results).toEqual(['done']);
  });

  test.each(['kill', 'cut', 'sever'] as const)('converges after a %s', async fault => {
    const { complaints, played } = await matrix(stands, fault);
    expect(complaints).toEqual([]);
    expect(played).toBeGreaterThan(0);
  });
});

test('a creation that was killed anywhere is reset', async () => {
  const clean = await create(3, { seed: SEED }, []);
  const points = clean.points[0]!.length;
  for (let at = 0; at < points; at += EVERY_POINT ? 1 : Math.floor(points / MOST)) {
    // One run alone: what it left is what a reset finds.
    const half = await create(3, { seed: SEED, runsAfter: 0 }, [{ fault: 'kill', run: 0, at }]);
    const done = await resetOf({ before: half.after, clusters: half.clusters }, []);
    expect([...done.complaints, ...remainsOf(done)], `killed at ${at}`).toEqual([]);
  }
});
