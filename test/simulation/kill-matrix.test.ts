/** Killed before, in and after every effect: the next run converges, and nothing forbidden happens on the way. */
import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { matrix, play, type Scene, scenes } from './matrix.ts';
import type { Fault, Trouble } from './rehearsal.ts';
import { fewer, wider } from './spread.ts';

const SEED = 20_260_101;

let all: Record<Scene['name'], Scene>;
beforeAll(async () => {
  all = await scenes(SEED);
});

describe.each(['create', 'update'] as const)('an apply that is to %s', name => {
  test('ends with nothing left to do when nothing happens', async () => {
    const { complaints, results, points } = await play(all[name], { seed: SEED }, []);
    expect(complaints).toEqual([]);
    expect(results).toEqual(['done']);
    expect(points[0]!.length).toBeGreaterThan(100);
    expect((await play({ ...all[name] }, { seed: SEED }, [])).points).toEqual(points);
  });

  test('converges by a new plan when its operator is killed at any point', async () => {
    const { complaints, played, results } = await matrix(all[name], 'kill', { seed: SEED });
    expect(complaints).toEqual([]);
    expect(results.get('killed')).toBe(played);
  });

  test('converges by the same saved plan, where it fits, when its operator is killed', async () => {
    const stride = wider(3);
    const { complaints, results, played } = await matrix(all[name], 'kill', {
      seed: SEED,
      later: 'saved',
      stride,
    });
    expect(complaints).toEqual([]);
    expect(results.get('done') ?? 0).toBeGreaterThan(played / 4);
  });

  test('converges when a machine loses its power at any point', async () => {
    const { complaints } = await matrix(all[name], 'cut', { seed: SEED });
    expect(complaints).toEqual([]);
  });

  test('converges when a connection breaks', async () => {
    const stride = wider(5);
    const { complaints, results, played } = await matrix(all[name], 'sever', { seed: SEED, stride });
    expect(complaints).toEqual([]);
    // A lost reply of a step costs nothing: it is asked for again.
    expect(results.get('done') ?? 0).toBeGreaterThan(played / 2);
  });

  test('never overwrites what somebody else wrote meanwhile', async () => {
    const { complaints } = await matrix(all[name], 'stranger', { seed: SEED, stride: wider(5) });
    expect(complaints).toEqual([]);
  });

  test('converges after two troubles, in one run or one after another, drawn by seed', async () => {
    const faults: readonly Fault[] = ['kill', 'cut', 'sever', 'stranger'];
    for (let seed = SEED; seed < SEED + fewer(40); seed += 1) {
      const random = seededRandom(seed);
      const draw = (run: number): Trouble => ({
        run,
        at: Math.floor(random() * 400),
        fault: faults[Math.floor(random() * faults.length)]!,
      });
      const troubles = [draw(0), draw(random() < 0.5 ? 0 : 1)];
      const later = random() < 0.5 ? 'fresh' : 'saved';
      const offMs = random() < 0.5 ? 1000 : 40_000;
      const { complaints, results } = await play(all[name], { seed, later, offMs }, troubles);
      expect(complaints, JSON.stringify({ seed, troubles, later, offMs, results })).toEqual([]);
    }
  });
});
