import { describe, expect, it, test } from 'vitest';
import { parseTraffic, splitByKind, within } from './history.ts';

const ORIGIN = 1_000_000;

function text(kind: string, lines: readonly object[], isWhole = true): string {
  const head = { format: 'barque.traffic/v1', kind, everyMs: 20, deadlineMs: 200, originMs: ORIGIN };
  const last = isWhole ? [{ worstLatenessMs: 4, endMs: 1000 }] : [];
  return [head, ...lines, ...last].map(line => `${JSON.stringify(line)}\n`).join('');
}

const ok = (startMs: number) => ({ startMs, latencyMs: 5, ok: true, error: null });

test('times become milliseconds since the epoch, and the window is that of the program', () => {
  const history = parseTraffic(text('newConnections', [ok(0), ok(20)]))!;
  expect(history.attempts.map(({ startMs }) => startMs)).toEqual([ORIGIN, ORIGIN + 20]);
  expect(history.window).toEqual({ startMs: ORIGIN, endMs: ORIGIN + 1000 });
  expect(history.worstLatenessMs).toBe(4);
});

test('a history that was cut off counts as far as it goes, and nobody knows how late it was', () => {
  const cut = `${text('newConnections', [ok(0)], false)}{"startMs":20,"lat`;
  const history = parseTraffic(cut)!;
  expect(history.attempts).toHaveLength(1);
  expect(history.worstLatenessMs).toBe(Number.POSITIVE_INFINITY);
  expect(within(history, { fromMs: 0, toMs: 2e6, judgedToMs: 2e6 }).worstLatenessMs).toBe(
    Number.POSITIVE_INFINITY,
  );
});

test('what is no history is none', () => {
  expect(parseTraffic('')).toBeNull();
  expect(parseTraffic('{"format":"other"}\n')).toBeNull();
});

describe('a part of it', () => {
  // The third starts 60 ms after its place in the rhythm; lines come in the order in which attempts end.
  const late = parseTraffic(text('newConnections', [ok(20), ok(0), ok(100), ok(101)]))!;
  const part = (fromMs: number, toMs: number, judgedToMs = toMs) =>
    within(late, { fromMs: ORIGIN + fromMs, toMs: ORIGIN + toMs, judgedToMs: ORIGIN + judgedToMs });

  it('has what was started in it, and nothing else', () => {
    expect(part(10, 100).attempts).toHaveLength(2);
    expect(part(10, 100).window).toEqual({ startMs: ORIGIN + 10, endMs: ORIGIN + 100 });
  });

  it('is as late as its own attempts, against the rhythm of the whole', () => {
    expect(part(0, 50).worstLatenessMs).toBe(0);
    expect(part(50, 200).worstLatenessMs).toBe(60);
    expect(part(0, 200, 50).worstLatenessMs).toBe(0);
  });
});

test('a program that begins its rhythm later than itself is not late by that', () => {
  const writes = parseTraffic(text('writes', [ok(300), ok(320), ok(370), ok(371)]))!;
  expect(within(writes, { fromMs: 0, toMs: 2e6, judgedToMs: 2e6 }).worstLatenessMs).toBe(30);
});

test('a program without a rhythm says itself when it was late', () => {
  const watches = parseTraffic(text('watches', [ok(0), { lateAtMs: 500, lateMs: 120 }, ok(700)]))!;
  expect(watches.attempts).toHaveLength(2);
  const part = (fromMs: number, toMs: number) =>
    within(watches, { fromMs: ORIGIN + fromMs, toMs: ORIGIN + toMs, judgedToMs: ORIGIN + toMs });
  expect(part(400, 900).worstLatenessMs).toBe(120);
  expect(part(600, 900).worstLatenessMs).toBe(0);
});

test('what a pod tells is two histories', () => {
  const lines = [
    { ...ok(0), kind: null },
    { ...ok(10), kind: 'service' },
    { ...ok(10), kind: 'dns' },
    { ...ok(110), kind: 'dns' },
  ];
  const [service, dns, ...others] = splitByKind(parseTraffic(text('pods', lines))!);
  expect([service!.kind, service!.attempts.length]).toEqual(['service', 1]);
  expect([dns!.kind, dns!.attempts.length]).toEqual(['dns', 2]);
  expect(others).toEqual([]);
});
