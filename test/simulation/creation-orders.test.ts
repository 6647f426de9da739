/** Creations in which other hosts are first, with five control planes, and with two troubles each. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { create, prepared } from './creation.ts';
import { creationMatrix, TIMEOUT_MS } from './creation-matrix.ts';
import type { Fault, Setting, Trouble } from './rehearsal.ts';
import { EVERY_POINT, fewer } from './spread.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_124);

vi.setConfig({ testTimeout: TIMEOUT_MS });

const PLANES = ['cp1', 'cp2', 'cp3'] as const;

/** Every order in which the three can end what they do at the same time: each is ten times slower than the one before. */
const ORDERS: readonly (readonly (typeof PLANES)[number][])[] = PLANES.flatMap(first =>
  PLANES.filter(each => each !== first).map(second => [
    first,
    second,
    PLANES.find(each => each !== first && each !== second)!,
  ]),
);
const STEPS = [0.05, 0.5, 5];

const paceOf = (order: readonly string[]) => Object.fromEntries(order.map((name, at) => [name, STEPS[at]!]));

describe('whoever of three control planes is first', () => {
  let before: Setting['before'];
  beforeAll(async () => {
    before = await prepared(3, SEED);
  });

  test.each(ORDERS)('%s, then %s, then %s: it converges', async (...order) => {
    const pace = paceOf(order);
    for (const fault of ['kill', 'cut', 'off'] as const) {
      const { complaints } = await creationMatrix(3, fault, { seed: SEED, before, pace, most: fewer(4) });
      expect(complaints).toEqual([]);
    }
  });
});

describe('two troubles, in one run or one after another, drawn by seed', () => {
  const FAULTS: readonly Fault[] = ['kill', 'cut', 'sever'];

  test.each([1, 3, 5])('with %i control planes it converges', async planes => {
    const seeds = EVERY_POINT ? 400 : fewer(16);
    for (let seed = SEED; seed < SEED + seeds; seed += 1) {
      const random = seededRandom(seed);
      const draw = (run: number): Trouble => ({
        run,
        at: Math.floor(random() * 700 * planes),
        fault: FAULTS[Math.floor(random() * FAULTS.length)]!,
      });
      const troubles = [draw(0), draw(random() < 0.5 ? 0 : 1)];
      const offMs = random() < 0.5 ? 1_000 : 40_000;
      const { complaints, results } = await create(planes, { seed, offMs }, troubles);
      expect(complaints, JSON.stringify({ seed, planes, offMs, troubles, results })).toEqual([]);
    }
  });
});
