import { describe, expect, test } from 'vitest';
import type { Lane } from './lane.ts';
import { makeNamespace } from './namespace.ts';

/** Answers in this order; `null` is a question that is lost. */
function answering(...answers: ({ status: number; body?: string } | null)[]): Lane {
  return {
    ask: async () => {
      const answer = answers.shift();
      if (answer === undefined) throw new Error('nobody expected this question');
      if (answer === null) throw new Error('closed');
      return { body: '', ...answer };
    },
    hear: async () => '',
    close: () => {},
  };
}

describe('the namespace of the drills', () => {
  test('is made though the first question is lost and the second put off', async () => {
    await expect(
      makeNamespace(answering(null, { status: 429 }, { status: 201 }), 'n'),
    ).resolves.toBeUndefined();
  });

  test('is found where it is there and active', async () => {
    const there = { status: 200, body: '{"status":{"phase":"Active"}}' };
    await expect(makeNamespace(answering({ status: 409 }, there), 'n')).resolves.toBeUndefined();
  });

  test('is waited for while an earlier one is being removed', async () => {
    const going = { status: 200, body: '{"status":{"phase":"Terminating"}}' };
    await expect(
      makeNamespace(answering({ status: 409 }, going, { status: 201 }), 'n'),
    ).resolves.toBeUndefined();
  });

  test('is given up at once where we may not', async () => {
    await expect(makeNamespace(answering({ status: 403 }), 'n')).rejects.toThrow('the status 403');
  });
});
