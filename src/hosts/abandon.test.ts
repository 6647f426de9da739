import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { endedOr } from './abandon.ts';

describe('waiting for a program', () => {
  test('gives its result', async () => {
    const ended = await endedOr(
      execa('sh', ['-c', 'echo hello'], { reject: false }),
      new AbortController().signal,
    );
    expect(ended).toMatchObject({ exitCode: 0, stdout: 'hello' });
  });

  test('ends when it is abandoned, even while somebody else holds its streams', async () => {
    const abort = new AbortController();
    // The background program keeps stdout open, as a shared connection does.
    const child = execa('sh', ['-c', 'sleep 30 & echo started; exec sleep 30'], { reject: false });
    child.stdout.once('data', () => abort.abort(new Error('enough')));
    expect(await endedOr(child, abort.signal)).toBe('abandoned');
    expect(child.stdout.destroyed).toBe(true);
  });

  test('is over at once when it was abandoned before', async () => {
    const child = execa('sleep', ['30'], { reject: false });
    expect(await endedOr(child, AbortSignal.abort(new Error('enough')))).toBe('abandoned');
  });
});
