import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXIT } from '../../base/exit-codes.ts';
import { runShow } from './run-show.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-show-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function show(...args: string[]): Promise<{ code: number; said: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = { stdout, stderr, env: { XDG_STATE_HOME: folder } };
  const code = await runShow.run({ args, options: {}, terminal, signal: new AbortController().signal });
  stderr.end();
  return { code, said: (await stderr.toArray()).join('') };
}

test('where nothing has run yet, that is the answer, as in run list', async () => {
  const { code, said } = await show();
  expect(code).toBe(EXIT.done);
  expect(said).toMatch(/No runs yet on this machine.*barque run show --hosts/);
});

test('a run that was named and is not there is a mistake', async () => {
  await expect(show('d282')).rejects.toMatchObject({
    failure: { domain: 'usage', attempted: 'find the run d282' },
  });
});
