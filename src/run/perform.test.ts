/** One step over a network that loses replies. */
import { describe, expect, test } from 'vitest';
import { NO_BUNDLE } from '../../test/simulation/example.ts';
import { digestOfText } from '../base/digest.ts';
import type { HostInHand, Outcome } from '../hosts/host.ts';
import { runInWorld, simulatedWorld } from '../hosts/simulated/world.ts';
import { filePut } from '../plan/desired.ts';
import { afterOf } from '../plan/verb.ts';
import { actionOf } from '../verbs/verbs.ts';
import type { RunEvent } from './event.ts';
import { performStep, performTogether } from './perform.ts';

const { verb } = filePut('f', { path: '/f', content: 'x' });
const GIVEN = { blobs: { [digestOfText('x')]: 'x' }, source: NO_BUNDLE, late: new Map() };
const STEP = {
  id: 'a/b/f',
  verb,
  deadlineMs: 1000,
  before: { kind: 'absent' },
  after: afterOf(verb),
  repeat: 'safe',
} as const;
const LOST: Outcome = { is: 'unknown', because: 'no answer' };

/** The answers of a host, one an attempt; the last one again and again. */
async function performed(answers: readonly Outcome[], cancelAfterMs?: number) {
  const world = simulatedWorld(1, () => {});
  const units: string[] = [];
  const events: RunEvent[] = [];
  const hand = {
    name: 'a',
    epoch: 3,
    perform: async (action: { unit: string }) => {
      units.push(action.unit);
      return answers[Math.min(units.length, answers.length) - 1];
    },
  } as unknown as HostInHand;
  const cancel = new AbortController();
  if (cancelAfterMs !== undefined)
    void world.clock.sleep(cancelAfterMs, world.signal).then(() => cancel.abort(new Error('cancelled')));
  const action = actionOf(STEP, GIVEN, 3);
  const record = async (event: RunEvent) => {
    events.push(event);
  };
  const outcome = await runInWorld(
    world,
    performStep(hand, action, world.clock, record, cancel.signal).catch((error: Error) => error.message),
  );
  world.end();
  return { outcome, units, events };
}

test('an answer is taken as it is, whatever it says', async () => {
  const answers: Outcome[] = [
    { is: 'done', acted: true },
    { is: 'not-done', observed: {}, log: 'no' },
    { is: 'foreign', observed: { kind: 'link' } },
    { is: 'fenced', by: 4 },
  ];
  for (const answer of answers) {
    const { outcome, units, events } = await performed([answer]);
    expect(outcome).toEqual(answer);
    expect(units).toHaveLength(1);
    expect(events).toEqual([]);
  }
});

test('a lost reply is asked for again, for the same unit, and each attempt is told', async () => {
  const { outcome, units, events } = await performed([LOST, LOST, { is: 'done', acted: true }]);
  expect(outcome).toEqual({ is: 'done', acted: true });
  expect(new Set(units).size).toBe(1);
  expect(events).toEqual([
    { is: 'step.retry', step: 'a/b/f', because: 'no answer', attempt: 1 },
    { is: 'step.retry', step: 'a/b/f', because: 'no answer', attempt: 2 },
  ]);
});

test('it ends with unknown when the host stays silent', async () => {
  const { outcome, units } = await performed([LOST]);
  expect(outcome).toEqual(LOST);
  expect(units).toHaveLength(5);
});

test('a cancelled run waits no longer', async () => {
  const { outcome, units } = await performed([LOST], 1000);
  expect(outcome).toBe('cancelled');
  expect(units).toHaveLength(2);
});

describe('several in one round trip', () => {
  const three = ['a/b/1', 'a/b/2', 'a/b/3'].map(id => ({ ...actionOf(STEP, GIVEN, 3), id }));
  const DONE: Outcome = { is: 'done', acted: true };

  /** A host that hears each trip, and answers as told. */
  async function together(trips: readonly Outcome[][], alone: readonly Outcome[] = []) {
    const world = simulatedWorld(1, () => {});
    const asked: string[] = [];
    const left = { trips: [...trips], alone: [...alone] };
    const hand = {
      perform: async ({ id }: { id: string }) => {
        asked.push(id);
        return left.alone.shift()!;
      },
      performTogether: async (actions: readonly { id: string }[]) => {
        asked.push(actions.map(({ id }) => id).join('+'));
        return left.trips.shift()!;
      },
    } as unknown as HostInHand;
    const never = new AbortController().signal;
    const outcomes = await runInWorld(
      world,
      performTogether(hand, three, world.clock, async () => {}, never),
    );
    world.end();
    return { outcomes, asked };
  }

  test('are one question where the answer arrives', async () => {
    const { outcomes, asked } = await together([[DONE, DONE, DONE]]);
    expect(outcomes).toEqual([DONE, DONE, DONE]);
    expect(asked).toEqual(['a/b/1+a/b/2+a/b/3']);
  });

  test('go on after a lost answer, from the first of which nothing is known', async () => {
    const already: Outcome = { is: 'done', acted: false };
    const { outcomes, asked } = await together([[LOST], [already, DONE]], [already]);
    expect(outcomes).toEqual([already, already, DONE]);
    expect(asked).toEqual(['a/b/1+a/b/2+a/b/3', 'a/b/1', 'a/b/2+a/b/3']);
  });

  test('end with one that is not done', async () => {
    const refused: Outcome = { is: 'not-done', observed: {}, log: 'no' };
    const { outcomes, asked } = await together([[DONE, refused]]);
    expect(outcomes).toEqual([DONE, refused]);
    expect(asked).toHaveLength(1);
  });
});
