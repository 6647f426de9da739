/** A reset struck anywhere: the same command again leaves every host as a fresh one, and what etcd wrote is never deleted. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { desireOf } from '../../src/app/reset.ts';
import { create } from './creation.ts';
import { TIMEOUT_MS } from './creation-matrix.ts';
import { GIVEN_BACK, OPERATED_SPEC, playOperation, type Stands, struckAt } from './operation.ts';
import type { Fault, Rehearsal, Trouble } from './rehearsal.ts';
import { EVERY_POINT } from './spread.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);
/** Points that a check plays of each matrix. */
const MOST = 12;

vi.setConfig({ testTimeout: TIMEOUT_MS });

const resetOf = (stands: Stands, troubles: readonly Trouble[], runsAfter?: number) =>
  playOperation(SEED, stands, 'reset', view => desireOf(OPERATED_SPEC, view), troubles, runsAfter);

/** What is not as on a host that Barque has never seen. */
function remainsOf({ after }: Rehearsal): string[] {
  return [...after].flatMap(([name, left]) => [
    ...[...left.files.keys()].map(path => `${name}: ${path}`),
    ...[...left.packages.keys()].map(of => `${name}: package ${of}`),
    ...[...left.programs.keys(), ...left.links.keys(), ...left.images.keys()].map(of => `${name}: ${of}`),
    ...[...left.units].filter(([, { active }]) => active).map(([unit]) => `${name}: ${unit} runs`),
    ...[...left.units].filter(([, { masked }]) => masked).map(([unit]) => `${name}: ${unit} is masked`),
    ...(left.fence.epoch === 0 ? [] : [`${name}: epoch ${left.fence.epoch}`]),
    ...(left.kubernetes.authorities === null && left.kubernetes.node === null ? [] : [`${name}: Kubernetes`]),
  ]);
}

async function matrix(stands: Stands, fault: Fault): Promise<{ complaints: string[]; played: number }> {
  const clean = await resetOf(stands, []);
  const all = clean.points[0]!;
  const complaints: string[] = [];
  let played = 0;
  for (const at of struckAt(clean, fault, MOST)) {
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

  /** All that is left is to forget, host by host, and to give them back at the end of the run. */
  async function whileItForgets(): Promise<{ at: number; name: string }[]> {
    const [points] = (await resetOf(stands, [])).points;
    const first = points!.findLastIndex(name => name.includes('/packages/remove')) + 1;
    const late = points!.map((name, at) => ({ at, name })).slice(first);
    return late.filter((_, nth) => EVERY_POINT || nth % Math.ceil(late.length / MOST) === 0);
  }

  test('is forgotten by the same command when the first run died before it gave the hosts back', async () => {
    for (const { at, name } of await whileItForgets()) {
      const struck = await resetOf(stands, [{ fault: 'kill', run: 0, at }]);
      expect([...struck.complaints, ...remainsOf(struck)], `killed at ${name}`).toEqual([]);
    }
  });

  test('is not forgotten by an apply that comes after such a run', async () => {
    for (const { at, name } of await whileItForgets()) {
      const half = await resetOf(stands, [{ fault: 'kill', run: 0, at }], 0);
      const again = await create(3, { seed: SEED, before: half.after }, []);
      expect(again.complaints, `killed at ${name}`).toEqual([]);
      for (const [host, { fence, files }] of again.after) {
        expect(fence.cluster, `${host}, killed at ${name}`).not.toBeNull();
        expect(files.has('/var/lib/barque/ledger'), `${host}, killed at ${name}`).toBe(true);
      }
    }
  });

  test('is not done while a host is away that has not forgotten', async () => {
    const clean = await resetOf(stands, []);
    const at = clean.onMachines.findLast(point => clean.points[0]![point] === GIVEN_BACK)!;
    const struck = await resetOf(stands, [{ fault: 'off', run: 0, at }], 0);
    expect(struck.results).toEqual(['failed']);
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
