/** How long a look waits, in virtual time. */
import { describe, expect, test } from 'vitest';
import { virtualClock } from '../hosts/simulated/clock.ts';
import { patienceOf } from './patience.ts';

/** Milliseconds at which hellos, then whole answers, are given up. */
async function endsOf(
  leastMs: number,
  firstAnswerMs: number | null,
): Promise<{ hellos: number; answers: number }> {
  const clock = virtualClock(0);
  const patience = patienceOf(leastMs, clock);
  const ends = { hellos: -1, answers: -1 };
  patience.hellos.addEventListener('abort', () => {
    ends.hellos = clock.monotonic();
  });
  patience.answers.addEventListener('abort', () => {
    ends.answers = clock.monotonic();
  });
  if (firstAnswerMs !== null)
    clock.sleep(firstAnswerMs, new AbortController().signal).then(patience.heard, () => {});
  while (await clock.step());
  return ends;
}

describe('hosts are given up', () => {
  test.each([
    ['at the least time when hellos are quick', 400, 2000],
    ['later when the first hello is slow', 1800, 3600],
    ['later, too, while nobody has answered', null, 3000],
  ])('%s', async (_when, firstAnswerMs, endMs) => {
    expect((await endsOf(2000, firstAnswerMs)).hellos).toBe(endMs);
  });

  test('before whole answers are, which have half as much again', async () => {
    expect(await endsOf(2000, 400)).toEqual({ hellos: 2000, answers: 5000 });
  });
});

test('with the look, the waiting ends: nothing is given up any more', async () => {
  const clock = virtualClock(0);
  const patience = patienceOf(2000, clock);
  patience.end();
  while (await clock.step());
  expect(patience.hellos.aborted).toBe(false);
});
