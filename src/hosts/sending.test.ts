/** Streams into a shell on this machine: whole, broken before and in the middle, and not wanted to its end. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { BarqueError } from '../base/errors.ts';
import { sh } from '../base/shell-text.ts';
import { localShell } from './local.ts';

const NEVER = new AbortController().signal;
const MIB = 1 << 20;
const DAMAGED = new BarqueError({
  domain: 'check',
  attempted: 'read a file of the bundle',
  cameBack: 'it is damaged',
});

/** So many pieces of a MiB each; `then` comes after them. */
function pieces(count: number, then: () => void = () => {}) {
  return async function* () {
    for (let at = 0; at < count; at += 1) yield Buffer.alloc(MIB, at);
    then();
  };
}

function run(text: ReturnType<typeof sh>, input: string | (() => AsyncIterable<Uint8Array>)) {
  return localShell('here').run({ text, args: [], input, timeoutMs: 20_000 }, NEVER);
}

test('all bytes of a stream arrive', async () => {
  const hash = createHash('sha256');
  for await (const piece of pieces(20)()) hash.update(piece);
  const reply = await run(sh`sha256sum | cut -c1-64`, pieces(20));
  expect(reply).toMatchObject({ is: 'ended', code: 0, stdout: `${hash.digest('hex')}\n` });
});

test('a stream can be begun again', async () => {
  const input = pieces(2);
  const count = sh`wc -c`;
  expect([await run(count, input), await run(count, input)]).toMatchObject([
    { stdout: `${2 * MIB}\n` },
    { stdout: `${2 * MIB}\n` },
  ]);
});

test('what breaks before the first piece is thrown, and nothing was started', async () => {
  const breaks = pieces(0, () => {
    throw DAMAGED;
  });
  await expect(run(sh`cat`, breaks)).rejects.toBe(DAMAGED);
});

test('what breaks in the middle is a lost attempt with its own words', async () => {
  const breaks = pieces(3, () => {
    throw DAMAGED;
  });
  expect(await run(sh`cat >/dev/null`, breaks)).toEqual({ is: 'lost', because: DAMAGED.message });
});

test('a program that ends before it has read all is no exception', async () => {
  expect(await run(sh`head -c 1 >/dev/null; exit 3`, pieces(20))).toMatchObject({ is: 'ended', code: 3 });
});

test('an answer that does not come is lost', async () => {
  const request = { text: sh`cat >/dev/null; exec sleep 5`, args: [], input: pieces(1), timeoutMs: 200 };
  expect(await localShell('here').run(request, NEVER)).toEqual({
    is: 'lost',
    because: 'no answer within 0.2 s',
  });
});
