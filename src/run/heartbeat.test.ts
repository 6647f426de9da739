/** The heartbeat: when a run may go on, and when it must not. */
import { expect, test } from 'vitest';
import type { HostInHand, Renewal } from '../hosts/host.ts';
import { runInWorld, simulatedWorld, type World } from '../hosts/simulated/world.ts';
import type { RunEvent } from './event.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';

/** Hosts whose answers a test can change while the heart beats. */
async function beating(
  hosts: number,
  play: (stage: {
    heartbeat: Heartbeat;
    answers: Renewal[];
    asked: number[];
    events: RunEvent[];
    pass(ms: number): Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const world: World = simulatedWorld(1, () => {});
  const answers = Array.from({ length: hosts }, (): Renewal => ({ is: 'held' }));
  const asked = answers.map(() => 0);
  const events: RunEvent[] = [];
  const hands = new Map(
    answers.map((_, at) => {
      const hand = {
        name: `h${at}`,
        epoch: 1,
        renew: async () => {
          asked[at] = asked[at]! + 1;
          return answers[at]!;
        },
      } as unknown as HostInHand;
      return [hand.name, hand];
    }),
  );
  const heartbeat = startHeartbeat(hands, new Set(hands.keys()), world.clock, async event => {
    events.push(event);
  });
  const work = async () => {
    await play({ heartbeat, answers, asked, events, pass: ms => world.clock.sleep(ms, world.signal) });
    await heartbeat.stop();
  };
  expect(await runInWorld(world, work())).not.toBe('stuck');
}

const SILENT: Renewal = { is: 'unknown', because: 'no answer' };

test('every host is told each 10 s, and the run may go on', () =>
  beating(3, async ({ heartbeat, asked, pass }) => {
    await pass(60_500);
    expect(asked).toEqual([6, 6, 6]);
    expect(heartbeat.lost()).toBeUndefined();
  }));

test('a silent minority does not stop it, and is told once a time', () =>
  beating(3, async ({ heartbeat, answers, events, pass }) => {
    answers[0] = SILENT;
    await pass(35_000);
    expect(heartbeat.lost()).toBeUndefined();
    expect(events).toEqual(Array(3).fill({ is: 'host.silent', host: 'h0', because: 'no answer' }));
  }));

test('a silent majority stops it before others count it as gone', () =>
  beating(3, async ({ heartbeat, answers, pass }) => {
    answers[0] = SILENT;
    answers[1] = SILENT;
    await pass(29_000);
    expect(heartbeat.lost()).toEqual({ is: 'silent' });
  }));

test('hosts that answer again let it go on', () =>
  beating(3, async ({ heartbeat, answers, pass }) => {
    answers.fill(SILENT);
    await pass(25_000);
    answers.fill({ is: 'held' });
    await pass(10_000);
    expect(heartbeat.lost()).toBeUndefined();
  }));

test('one greater epoch ends it for good', () =>
  beating(3, async ({ heartbeat, answers, pass }) => {
    answers[2] = { is: 'fenced', by: 9 };
    await pass(11_000);
    answers[2] = { is: 'held' };
    await pass(20_000);
    expect(heartbeat.lost()).toEqual({ is: 'fenced', by: 9 });
  }));

test('a step that was refused ends it at once', () =>
  beating(1, async ({ heartbeat }) => {
    heartbeat.fence(4);
    expect(heartbeat.lost()).toEqual({ is: 'fenced', by: 4 });
  }));

test('who waits for a host hears when it has been silent for a minute, or never was there', () =>
  beating(3, async ({ heartbeat, answers, pass }) => {
    const lives = heartbeat.silenceOf(['h1']);
    const dies = heartbeat.silenceOf(['h1', 'h2']);
    const leftOut = heartbeat.silenceOf(['h9']);
    await pass(30_500);
    answers[2] = SILENT;
    await pass(55_000);
    expect(leftOut.reason.message).toContain('h9 has not answered this run for 60 s');
    expect(dies.aborted).toBe(false);
    await pass(15_000);
    expect(dies.reason.message).toContain('h2 has not answered this run for 60 s');
    expect(lives.aborted).toBe(false);
  }));

test('it says nothing any more when stopped', () =>
  beating(2, async ({ heartbeat, asked, pass }) => {
    await heartbeat.stop();
    await pass(50_000);
    expect(asked).toEqual([0, 0]);
  }));
