/** A cluster that grows, struck anywhere: the same command again makes it whole, and nothing forbidden is seen on the way. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { create } from './creation.ts';
import { creationMatrix, TIMEOUT_MS } from './creation-matrix.ts';
import type { Fault, Setting } from './rehearsal.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);

vi.setConfig({ testTimeout: TIMEOUT_MS });

describe.each([
  [1, 3],
  [3, 5],
])('from %i to %i control planes', (from, to) => {
  let stands: Pick<Setting, 'before' | 'clusters'>;
  beforeAll(async () => {
    const { after, clusters } = await create(from, { seed: SEED }, []);
    stands = { before: after, clusters };
  });

  test('ends with nothing left to do when nothing happens', async () => {
    const { complaints, results } = await create(to, { seed: SEED, ...stands }, []);
    expect(complaints).toEqual([]);
    expect(results).toEqual(['done']);
  });

  test.each([
    ['kill', 4_000, 12],
    ['cut', 4_000, 8],
    ['sever', 4_000, 5],
  ] satisfies [Fault, number, number][])('converges after a %s', async (fault, offMs, most) => {
    const { complaints } = await creationMatrix(to, fault, { seed: SEED, ...stands, offMs, most });
    expect(complaints).toEqual([]);
  });
});
