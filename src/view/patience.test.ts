/** How long a look waits, in virtual time. */
import { describe, expect, test } from 'vitest';
import { virtualClock } from '../hosts/simulated/clock.ts';
import { patienceOf } from './patience.ts';

/** Milliseconds at which hosts, then the API, are given up. */
async function endsOf(
  leastMs: number,
  firstAnswerMs: number | null,
): Promise<{ hosts: number; api: number }> {
  const clock = virtualClock(0);
  const patience = patienceOf(leastMs, clock);
  const ends = { hosts: -1, api: -1 };
  patience.hosts.addEventListener('abort', () => {
    ends.hosts = clock.monotonic();
  });
  patience.api.addEventListener('abort', () => {
    ends.api = clock.monotonic();
  });
  if (firstAnswerMs !== null)
    clock.sleep(firstAnswerMs, new AbortController().signal).then(patience.heard, () => {});
  while (await clock.step());
  return ends;
}

describe('hosts are given up', () => {
  test.each([
    ['at the least time when answers are quick', 400, 2000],
    ['later when the first answer is slow', 1800, 2700],
    ['later, too, while nobody has answered', null, 3000],
  ])('%s', async (_when, firstAnswerMs, endMs) => {
    expect((await endsOf(2000, firstAnswerMs)).hosts).toBe(endMs);
  });

  test('before the API is', async () => {
    const { hosts, api } = await endsOf(2000, 400);
    expect(api).toBeGreaterThan(hosts);
  });
});

test('with the look, the waiting ends: nothing is given up any more', async () => {
  const clock = virtualClock(0);
  const patience = patienceOf(2000, clock);
  patience.end();
  while (await clock.step());
  expect(patience.hosts.aborted).toBe(false);
});
