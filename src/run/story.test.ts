import { describe, expect, test } from 'vitest';
import type { RunEvent, StampedEvent } from './event.ts';
import { storyOf } from './story.ts';

const PLAN = `sha256:${'0'.repeat(64)}` as const;

function journal(...events: RunEvent[]): StampedEvent[] {
  return events.map((event, at) => ({
    ...event,
    seq: at + 1,
    at: new Date(Date.UTC(2026, 10, 23) + at * 1000).toISOString(),
  }));
}

const BEGAN: RunEvent = {
  is: 'run.began',
  run: 'r',
  cluster: 'harbour',
  operation: 'converge',
  plan: PLAN,
  changes: 2,
  steps: 3,
};

test('a run that is done', () => {
  const story = storyOf(
    journal(
      BEGAN,
      { is: 'change.began', change: 'cp1/haproxy' },
      { is: 'step.intent', step: 'cp1/haproxy/config' },
      { is: 'step.outcome', step: 'cp1/haproxy/config', result: 'done', ms: 5, detail: '' },
      { is: 'change.ended', change: 'cp1/haproxy', result: 'done', ms: 7 },
      { is: 'run.ended', result: 'done', ms: 9 },
    ),
  );
  expect(story).toMatchObject({
    cluster: 'harbour',
    operation: 'converge',
    ending: 'done',
    unknown: [],
    ms: 5000,
  });
  expect(story.hosts).toEqual([
    { host: 'cp1', changes: [{ subject: 'haproxy', result: 'done', ms: 7, failures: [] }] },
  ]);
});

test('a run that was killed in a step: what became of the step is unknown', () => {
  const story = storyOf(
    journal(
      BEGAN,
      { is: 'change.began', change: 'cp1/haproxy' },
      { is: 'step.intent', step: 'cp1/haproxy/load' },
    ),
  );
  expect(story.ending).toBe('open');
  expect(story.unknown).toEqual(['cp1/haproxy/load']);
  expect(story.hosts[0]!.changes[0]).toMatchObject({ result: null, ms: null });
});

describe('several steps that went to a host at once', () => {
  const told = (result: 'foreign' | 'unknown') =>
    storyOf(
      journal(
        BEGAN,
        { is: 'change.began', change: 'cp1/haproxy' },
        { is: 'step.intent', step: 'cp1/haproxy/tmpfiles' },
        { is: 'step.intent', step: 'cp1/haproxy/config' },
        { is: 'step.outcome', step: 'cp1/haproxy/tmpfiles', result, ms: 5, detail: '' },
        { is: 'change.ended', change: 'cp1/haproxy', result, ms: 7 },
      ),
    );

  test('were not begun behind one of which the host says what it met', () => {
    expect(told('foreign').unknown).toEqual([]);
  });

  test('may have been begun behind one whose answer got lost', () => {
    expect(told('unknown').unknown).toEqual(['cp1/haproxy/config']);
  });
});

test('a failure keeps the program’s words, and what was held back says why', () => {
  const story = storyOf(
    journal(
      BEGAN,
      { is: 'change.began', change: 'cp1/packages' },
      { is: 'step.intent', step: 'cp1/packages/install' },
      { is: 'step.outcome', step: 'cp1/packages/install', result: 'not-done', ms: 5, detail: 'E: no space' },
      { is: 'change.ended', change: 'cp1/packages', result: 'failed', ms: 7 },
      { is: 'change.held', change: 'cp1/haproxy', because: 'waits-for-failed' },
      { is: 'run.ended', result: 'failed', ms: 9 },
    ),
  );
  expect(story.hosts[0]!.changes[0]!.failures).toEqual([
    { step: 'cp1/packages/install', result: 'not-done', detail: 'E: no space' },
  ]);
  expect(story.held).toEqual([{ change: 'cp1/haproxy', because: 'waits-for-failed' }]);
});

test('a run that never came to begin', () => {
  expect(storyOf(journal({ is: 'host.out', host: 'cp1', because: 'no route' }))).toMatchObject({
    cluster: null,
    changes: null,
    ending: 'open',
    out: [{ host: 'cp1', because: 'no route' }],
  });
  expect(storyOf([]).beganAt).toBeNull();
});
