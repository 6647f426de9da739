import { expect, test } from 'vitest';
import type { StampedEvent } from '../../run/event.ts';
import { storyOf } from '../../run/story.ts';
import { endingWords } from './run-story.ts';

const BEGAN_AT = Date.UTC(2026, 10, 23);
const HOLDER = { user: 'ann', machine: 'desk', pid: 1, started: 'then' };

const open = (holder?: typeof HOLDER) => {
  const began: StampedEvent = {
    is: 'run.began',
    run: 'r',
    cluster: 'harbour',
    operation: 'converge',
    plan: `sha256:${'0'.repeat(64)}`,
    changes: 2,
    steps: 3,
    ...(holder === undefined ? {} : { holder }),
    seq: 1,
    at: new Date(BEGAN_AT).toISOString(),
  };
  return storyOf([began]);
};

test.each([
  ['whose process lives', HOLDER, false, 1000, 'goes on, or has just ended'],
  ['whose process is gone', HOLDER, true, 1000, 'killed, or lost its machine'],
  ['of an earlier version that spoke lately', undefined, true, 1000, 'goes on, or has just ended'],
  ['that has said nothing for long', undefined, false, 60_000, 'killed, or lost its machine'],
])('a run without an end %s', (_what, holder, isDead, silentMs, words) => {
  const present = { now: BEGAN_AT + silentMs, isDeadHere: () => isDead };
  expect(endingWords(open(holder), present)).toBe(words);
});
