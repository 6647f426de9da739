import { describe, expect, it } from 'vitest';
import { openLoop } from './open-loop.ts';
import type { Answer } from './request.ts';

const OK: Answer = { ok: true, error: null };

/** A clock that is late at once: everything is due. */
const late = () => 10_000;

describe('the open loop', () => {
  it('starts all attempts of the window although none has ended', async () => {
    const waiting: ((answer: Answer) => void)[] = [];
    const ended: number[] = [];
    const loop = openLoop(
      { everyMs: 20, forMs: 190 },
      late,
      done => waiting.push(done),
      each => ended.push(each.startMs),
      new AbortController().signal,
    );
    expect(waiting).toHaveLength(10);
    expect(ended).toHaveLength(0);
    for (const done of waiting) done(OK);
    expect(await loop).toMatchObject({ started: 10, worstLatenessMs: 10_000 });
    expect(ended).toHaveLength(10);
  });

  it('measures each attempt by itself, and keeps failures', async () => {
    let now = 0;
    const loop = await openLoop(
      { everyMs: 1000, forMs: 1 },
      () => now,
      done => {
        now += 7;
        done({ ok: false, error: 'ECONNREFUSED' });
      },
      () => {},
      new AbortController().signal,
    );
    expect(loop.attempts).toEqual([{ startMs: 0, latencyMs: 7, ok: false, error: 'ECONNREFUSED' }]);
    expect(loop.worstLatenessMs).toBe(0);
  });

  it('told to stop starts nothing more, and waits for what it started', async () => {
    const stop = new AbortController();
    const waiting: ((answer: Answer) => void)[] = [];
    const loop = openLoop(
      { everyMs: 1000, forMs: 1e9 },
      () => 0,
      done => waiting.push(done),
      () => {},
      stop.signal,
    );
    stop.abort();
    expect(waiting).toHaveLength(1);
    waiting[0]!(OK);
    expect((await loop).attempts).toHaveLength(1);
  });

  it('told to stop before it began starts nothing', async () => {
    const loop = await openLoop(
      { everyMs: 1, forMs: 10 },
      late,
      () => expect.unreachable(),
      () => {},
      AbortSignal.abort(),
    );
    expect(loop).toMatchObject({ started: 0, attempts: [] });
  });
});
