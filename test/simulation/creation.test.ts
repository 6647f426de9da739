/** A creation struck anywhere: the same command again makes it whole, and nothing forbidden is seen on the way. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { create, prepared } from './creation.ts';
import { creationMatrix, TIMEOUT_MS } from './creation-matrix.ts';
import type { Fault, Setting } from './rehearsal.ts';
import { fewer } from './spread.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);

vi.setConfig({ testTimeout: TIMEOUT_MS });

/** Fault, how long the power stays away, and how many points of it `npm test` plays. */
type Row = readonly [fault: Fault, offMs: number, most: number];

describe('a creation on fresh hosts', () => {
  test.each([1, 3])('ends with nothing left to do when nothing happens (%i control planes)', async planes => {
    const { complaints, results } = await create(planes, { seed: SEED }, []);
    expect(complaints).toEqual([]);
    expect(results).toEqual(['done']);
  });

  test.each([
    ['kill', 4_000, 15],
    ['cut', 4_000, 15],
  ] satisfies Row[])('converges after a %s', async (fault, offMs, most) => {
    expect((await creationMatrix(3, fault, { seed: SEED, offMs, most: fewer(most) })).complaints).toEqual([]);
  });
});

describe.each([1, 3])('a creation with %i control planes on hosts that have packages and images', planes => {
  let before: Setting['before'];
  beforeAll(async () => {
    before = await prepared(planes, SEED);
  });

  const rows: Row[] = [
    ['kill', 4_000, 40],
    ['cut', 4_000, 40],
    ['cut', 60_000, 20],
    ['sever', 4_000, 20],
  ];
  test.each(rows)('converges after a %s, the power away for %i ms', async (fault, offMs, most) => {
    const options = { seed: SEED, offMs, before, most: fewer(most) };
    const { complaints, played } = await creationMatrix(planes, fault, options);
    expect(complaints).toEqual([]);
    expect(played).toBeGreaterThanOrEqual(fewer(most));
  });
});

describe('a creation with 3 control planes', () => {
  let before: Setting['before'];
  beforeAll(async () => {
    before = await prepared(3, SEED);
  });

  test('goes on with a majority while a host stays off, which joins later', async () => {
    const { complaints } = await creationMatrix(3, 'off', { seed: SEED, before, most: fewer(30) });
    expect(complaints).toEqual([]);
  });

  test('replaces a member of etcd whose disk came back empty', async () => {
    const { complaints } = await creationMatrix(3, 'disk', { seed: SEED, before, most: fewer(30) });
    expect(complaints).toEqual([]);
  });
});
