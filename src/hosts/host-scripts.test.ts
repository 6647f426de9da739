/** What runs on a host for steps that go together, played by a real shell in a folder that stands for a host. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { type ShellText, sh } from '../base/shell-text.ts';
import { FREE } from './claim.ts';
import type { Action, HostInHand } from './host.ts';
import type { Shell } from './shell.ts';
import { shellDoor } from './shell-door.ts';

const NEVER = new AbortController().signal;
const OBSERVE = sh`
if [ -f "$1" ]; then printf 'content=%s\n' "$(cat "$1")"; else echo content=absent; fi
printf 'words=%s\n' "$2"
`;
const PERFORM = sh`
set -eu
echo "about to write"
[ "$3" = yes ] || exit 1
cat >"$1"
stat -c %a "$1"
`;

let host: SampleHost;
let hand: HostInHand;
beforeEach(async () => {
  host = sampleHost();
  host.write('/var/lib/barque/fence', 'epoch=4\ncluster=i\n');
  host.write('/var/lib/barque/journal/other', '');
  const shell: Shell = {
    name: 'a',
    run: async ({ text, args, input }) => {
      const { code, stdout, stderr } = host.play(text, args, typeof input === 'string' ? input : '');
      return { is: 'ended', code, stdout, stderr };
    },
    follow: async () => 'nothing to hear',
  };
  host.program('systemctl', 'exit 0');
  const next = {
    epoch: 5,
    cluster: { id: 'i', name: 'n' },
    run: 'r',
    holder: { user: 'u', machine: 'm', pid: 1, started: 's' },
  };
  const taken = await shellDoor(shell).take({ ...FREE, epoch: 4 }, next, 0, NEVER);
  if (taken.is !== 'taken') throw new Error('not taken');
  hand = taken.hand;
});
afterEach(() => host.remove());

function action(path: string, content: string, more: Partial<Action> & { may?: 'yes' | 'no' } = {}): Action {
  const { may = 'yes', ...rest } = more;
  return {
    id: `a/c${path}`,
    unit: 'u',
    args: [host.at(path), 'two words * and more', may],
    observe: OBSERVE as ShellText,
    perform: PERFORM as ShellText,
    input: content,
    before: { content: 'absent', words: 'two words * and more' },
    after: { content, words: 'two words * and more' },
    deadlineMs: 5000,
    inline: true,
    tries: 0,
    simulate: { observe: () => ({}), perform: () => [] },
    ...rest,
  };
}

const notes = () =>
  (host.read('/var/lib/barque/journal/r.jsonl') ?? '')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as { step: string; is: string })
    .map(({ step, is }) => `${step} ${is}`);

test('each gets its own content and words, and is for all to read as in a unit', async () => {
  const outcomes = await hand.performTogether(
    [action('/x', 'one'), action('/y', 'zwölf'), action('/z', 'three')],
    NEVER,
  );
  expect(outcomes).toEqual(Array(3).fill({ is: 'done', acted: true }));
  expect([host.read('/x'), host.read('/y'), host.read('/z')]).toEqual(['one', 'zwölf', 'three']);
  expect(notes()).toEqual([
    ...['a/c/x intent', 'a/c/x done', 'a/c/y intent', 'a/c/y done'],
    ...['a/c/z intent', 'a/c/z done'],
  ]);
});

test('what is there already is passed over, its content too, and nothing is noted when nobody acts', async () => {
  host.write('/x', 'one');
  expect(await hand.performTogether([action('/x', 'one')], NEVER)).toEqual([{ is: 'done', acted: false }]);
  expect(notes()).toEqual([]);
  const outcomes = await hand.performTogether([action('/x', 'one'), action('/y', 'two')], NEVER);
  expect(outcomes).toEqual([
    { is: 'done', acted: false },
    { is: 'done', acted: true },
  ]);
  expect(host.read('/y')).toBe('two');
  expect(notes()).toEqual(['a/c/y intent', 'a/c/y done']);
});

test('one that is not done is the last, with what it said', async () => {
  const outcomes = await hand.performTogether(
    [action('/x', 'one'), action('/y', 'two', { may: 'no' }), action('/z', 'three')],
    NEVER,
  );
  expect(outcomes).toMatchObject([
    { is: 'done', acted: true },
    { is: 'not-done', observed: { content: 'absent' }, log: 'about to write\n' },
  ]);
  expect(host.read('/z')).toBeNull();
  expect(notes()).toEqual(['a/c/x intent', 'a/c/x done', 'a/c/y intent', 'a/c/y not-done']);
});

test('one that somebody else has changed is the last, and stays as it is', async () => {
  host.write('/x', 'theirs');
  const outcomes = await hand.performTogether([action('/x', 'one'), action('/y', 'two')], NEVER);
  expect(outcomes).toMatchObject([{ is: 'foreign', observed: { content: 'theirs' } }]);
  expect([host.read('/x'), host.read('/y')]).toEqual(['theirs', null]);
});

test('after its deadline it is looked at, and nothing else begins', async () => {
  const slow = action('/x', 'one', { perform: sh`sleep 20`, deadlineMs: 1000 });
  expect(await hand.performTogether([slow, action('/y', 'two')], NEVER)).toMatchObject([{ is: 'not-done' }]);
  expect(host.read('/y')).toBeNull();
});

test('a host that somebody else has taken does none of it', async () => {
  host.write('/var/lib/barque/fence', 'epoch=6\ncluster=i\n');
  expect(await hand.performTogether([action('/x', 'one'), action('/y', 'two')], NEVER)).toEqual([
    { is: 'fenced', by: 6 },
  ]);
  expect(host.read('/x')).toBeNull();
});

test('no content is left on the host', async () => {
  await hand.performTogether([action('/x', 'one'), action('/y', 'two', { may: 'no' })], NEVER);
  expect(host.play(sh`ls /run/barque/spool /run/barque/log`, []).stdout).not.toContain('steps');
});
