import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempt, historyOf, parseHistory } from './history.ts';
import { errorCounts, failedShare, latencyAt, outage, timeToClean } from './judges.ts';

const good = (startMs: number, latencyMs = 5): Attempt => ({ startMs, latencyMs, ok: true, error: null });
const lost = (startMs: number, latencyMs = 200): Attempt => ({
  startMs,
  latencyMs,
  ok: false,
  error: 'deadline:connect',
});

/** One each 20 ms over 2 s, those that start in [from, to) lost. */
function withGap(from: number, to: number): Attempt[] {
  return Array.from({ length: 100 }, (_, n) => n * 20).map(at =>
    at >= from && at < to ? lost(at) : good(at),
  );
}

describe('outage', () => {
  it('without failures is the rhythm itself', () => {
    expect(outage(historyOf(withGap(0, 0)))).toEqual({ ms: 20, fromMs: 5, toMs: 25, open: false });
  });

  it('goes from the last success before to the first one after', () => {
    expect(outage(historyOf(withGap(500, 1000)))).toEqual({ ms: 520, fromMs: 485, toMs: 1005, open: false });
  });

  it('goes by when answers came, not by when they were asked for', () => {
    const history = historyOf([good(0), good(20, 400), good(40, 380), good(440)]);
    expect(outage(history)).toMatchObject({ ms: 415, fromMs: 5, toMs: 420 });
  });

  it('is the longest one, not the first or the last', () => {
    const attempts = withGap(200, 300).map(each =>
      each.startMs >= 800 && each.startMs < 1400 ? lost(each.startMs) : each,
    );
    expect(outage(historyOf(attempts))).toMatchObject({ fromMs: 785, toMs: 1405 });
  });

  it('at the beginning or the end of the window is open: it may have been longer', () => {
    expect(outage(historyOf(withGap(0, 600)))).toEqual({ ms: 605, fromMs: 0, toMs: 605, open: true });
    expect(outage(historyOf(withGap(1000, 2000)))).toEqual({
      ms: 2180 - 985,
      fromMs: 985,
      toMs: 2180,
      open: true,
    });
  });

  it('is the whole window when nothing succeeds', () => {
    expect(outage(historyOf(withGap(0, 2000)))).toEqual({ ms: 2180, fromMs: 0, toMs: 2180, open: true });
  });

  it('of nothing is nothing', () => {
    expect(outage(historyOf([]))).toMatchObject({ ms: 0 });
  });

  it('is no less than any gap between two successes, whatever the order of the attempts, and never shrinks when a success turns out lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ startMs: fc.nat(5000), latencyMs: fc.nat(200), ok: fc.boolean() }), {
          minLength: 2,
        }),
        fc.nat(),
        (raw, pick) => {
          const attempts = raw.map(each => ({ ...each, error: each.ok ? null : 'x' }));
          const { ms } = outage(historyOf(attempts));
          expect(outage(historyOf([...attempts].reverse())).ms).toBe(ms);
          const worse = attempts.map((each, at) =>
            at === pick % attempts.length ? { ...each, ok: false, error: 'x' } : each,
          );
          expect(outage(historyOf(worse)).ms).toBeGreaterThanOrEqual(ms);
          const answers = attempts.filter(({ ok }) => ok).map(each => each.startMs + each.latencyMs);
          const later = (at: number) => answers.filter(answer => answer > at);
          for (const at of answers) {
            const next = later(at);
            if (next.length > 0) expect(ms).toBeGreaterThanOrEqual(Math.min(...next) - at);
          }
        },
      ),
    );
  });
});

describe('time to clean', () => {
  it('is 0 when nothing went wrong after the fault', () => {
    expect(timeToClean(historyOf(withGap(0, 400)), 700)).toEqual({ ms: 0, open: false });
  });

  it('goes to the end of the last failure, however many successes stood between', () => {
    const attempts = withGap(500, 1000).map(each => (each.startMs === 1600 ? lost(1600) : each));
    expect(timeToClean(historyOf(attempts), 500)).toEqual({ ms: 1300, open: false });
  });

  it('counts slow successes as not clean', () => {
    const attempts = withGap(500, 600).map(each => (each.startMs === 1200 ? good(1200, 201) : each));
    expect(timeToClean(historyOf(attempts), 500)).toEqual({ ms: 901, open: false });
    expect(timeToClean(historyOf(attempts), 500, 300)).toEqual({ ms: 280, open: false });
  });

  it('counts attempts that were on their way when the fault came', () => {
    expect(timeToClean(historyOf([good(0), lost(90), good(110)]), 100)).toEqual({ ms: 190, open: false });
    expect(timeToClean(historyOf([good(0), lost(90)]), 100)).toEqual({ ms: 190, open: true });
  });

  it('is open when the window ends unclean', () => {
    expect(timeToClean(historyOf(withGap(1000, 2000)), 1000)).toEqual({ ms: 1180, open: true });
  });
});

it('the share, the errors and the latencies are those of the history', () => {
  const history = historyOf([
    good(0, 4),
    good(20, 6),
    lost(40),
    { ...lost(60), error: 'ECONNREFUSED' },
    lost(80),
  ]);
  expect(failedShare(history)).toBe(0.6);
  expect(errorCounts(history)).toEqual({ 'deadline:connect': 2, ECONNREFUSED: 1 });
  expect(Object.keys(errorCounts(history))[0]).toBe('deadline:connect');
  expect([latencyAt(history, 0.5), latencyAt(history, 1), latencyAt(historyOf([lost(0)]), 1)]).toEqual([
    6,
    6,
    null,
  ]);
});

it('a history that was cut off by a kill is read without its last half line', () => {
  const head = '{"format":"barque.probe/v1","host":"h"}';
  const text = `${head}\n${JSON.stringify(good(0))}\n{"startMs":20,"lat`;
  expect(parseHistory(text)).toEqual({ head: JSON.parse(head), attempts: [good(0)] });
  expect(parseHistory('')).toBeNull();
  expect(parseHistory('{"format":"x"}\n')).toBeNull();
});
