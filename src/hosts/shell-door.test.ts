/** What a host's words mean: outcomes are read from what was observed, never from an exit code. */
import { describe, expect, test } from 'vitest';
import { NO_BUNDLE } from '../../test/simulation/example.ts';
import { digestOfText } from '../base/digest.ts';
import { sh } from '../base/shell-text.ts';
import { filePut } from '../plan/desired.ts';
import { afterOf } from '../plan/verb.ts';
import { actionOf } from '../verbs/verbs.ts';
import { FREE } from './claim.ts';
import type { Shell, ShellReply, ShellRequest } from './shell.ts';
import { shellDoor } from './shell-door.ts';

const NEVER = new AbortController().signal;
const NEXT = {
  epoch: 1,
  cluster: { id: 'i', name: 'n' },
  run: 'r',
  holder: { user: 'u', machine: 'm', pid: 1, started: 's' },
};
const { verb } = filePut('f', { path: '/f', content: 'x' });
const GIVEN = { blobs: { [digestOfText('x')]: 'x' }, source: NO_BUNDLE, late: new Map() };
const STEP = { id: 'a/b/f', verb, deadlineMs: 1000, before: { kind: 'absent' }, after: afterOf(verb) };
const ACTION = actionOf({ ...STEP, repeat: 'safe' }, GIVEN, 1);
const base64 = (text: string) => Buffer.from(text).toString('base64');

function ended(stdout: string, code = 0, stderr = ''): ShellReply {
  return { is: 'ended', code, stdout, stderr };
}

/** A shell that answers in turn. */
function shell(...replies: ShellReply[]): Shell & { asked: ShellRequest[] } {
  const asked: ShellRequest[] = [];
  return {
    name: 'a',
    asked,
    run: async request => {
      asked.push(request);
      return replies[asked.length - 1]!;
    },
    follow: async () => 'nothing to hear',
  };
}

async function hand(...replies: ShellReply[]) {
  const taken = await shellDoor(shell(ended('answer=taken\n'), ...replies)).take(FREE, NEXT, 0, NEVER);
  if (taken.is !== 'taken') throw new Error('not taken');
  return taken.hand;
}

describe('taking', () => {
  test.each([
    ['taken, and what was stopped', ended('stopped=u1\nstopped=u2\nanswer=taken\n'), 'taken'],
    ['changed', ended('answer=changed\n'), 'changed'],
    ['lost', { is: 'lost', because: 'no route' } as const, 'unreachable'],
    ['nonsense', ended('Welcome!\n', 1, 'sudo: a password is required\n'), 'unreachable'],
  ])('%s', async (_name, reply, is) => {
    const taking = await shellDoor(shell(reply)).take(FREE, NEXT, 0, NEVER);
    expect(taking.is).toBe(is);
    if (taking.is === 'taken') expect(taking.stopped).toEqual(['u1', 'u2']);
  });
});

describe('a step', () => {
  const other = `observed=${base64('kind=link\n')}\n`;

  test.each([
    ['was so before', ended('answer=already\n'), { is: 'done', acted: false }],
    ['is so now', ended('answer=done\n'), { is: 'done', acted: true }],
    ['is so now, whatever the exit code', ended('answer=done\n', 1), { is: 'done', acted: true }],
    [
      'is not so, whatever the exit code',
      ended(`answer=ended\n${other}log=${base64('why')}\n`),
      { is: 'not-done', observed: { kind: 'link' }, log: 'why' },
    ],
    ['met something else', ended(`answer=foreign\n${other}`), { is: 'foreign', observed: { kind: 'link' } }],
    ['was refused', ended('fenced=9\n'), { is: 'fenced', by: 9 }],
    [
      'could not be started',
      ended('answer=not-started\n', 0, 'no bus'),
      { is: 'not-done', observed: { kind: 'absent' }, log: 'no bus' },
    ],
    [
      'was never heard of again',
      { is: 'lost', because: 'reset' } as const,
      { is: 'unknown', because: 'reset' },
    ],
    ['found the lock busy', ended('answer=busy\n'), { is: 'unknown' }],
    ['said nothing', ended('', 0, ''), { is: 'unknown' }],
  ])('%s', async (_name, reply, outcome) => {
    expect(await (await hand(reply)).perform(ACTION, NEVER)).toMatchObject(outcome);
  });

  test('never carries its content in its arguments', async () => {
    const on = shell(ended('answer=taken\n'), ended('answer=already\n'));
    const taken = await shellDoor(on).take(FREE, NEXT, 0, NEVER);
    if (taken.is !== 'taken') throw new Error('not taken');
    await taken.hand.perform({ ...ACTION, input: 'the-secret' }, NEVER);
    expect(on.asked[1]!.input).toBe('the-secret');
    expect(on.asked[1]!.args.join(' ')).not.toContain('the-secret');
  });

  test.each(['a$b', 'a\nb', 'a\tb', ''])(
    'refuses the argument %j, which systemd would change',
    async word => {
      const perform = (await hand(ended(''))).perform({ ...ACTION, args: [word] }, NEVER);
      await expect(perform).rejects.toThrow('pass an argument');
    },
  );
});

describe('a reading', () => {
  const reading = { name: 'r', text: sh`true`, args: [], parse: (out: string) => out, simulate: () => '' };

  test('gives what was printed', async () => {
    expect(await shellDoor(shell(ended('x'))).host.read(reading, NEVER)).toBe('x');
  });

  test.each([
    ['a lost one is a matter of the connection', { is: 'lost', because: 'no route' } as const, 'connection'],
    ['one that failed is a matter of the host', ended('', 1, 'no sudo'), 'remote-step'],
  ])('%s', async (_name, reply, domain) => {
    await expect(shellDoor(shell(reply)).host.read(reading, NEVER)).rejects.toMatchObject({
      failure: { domain },
    });
  });
});

describe('a renewal', () => {
  test.each([
    ['held', ended('answer=held\n'), { is: 'held' }],
    ['fenced', ended('fenced=3\n'), { is: 'fenced', by: 3 }],
    ['lost', { is: 'lost', because: 'x' } as const, { is: 'unknown', because: 'x' }],
    [
      'a fence that is gone, as after a reset or with a new disk, which no other run has',
      ended('fenced=\n'),
      { is: 'unknown', because: expect.stringContaining('knows nothing of this run') },
    ],
  ])('%s', async (_name, reply, renewal) => {
    expect(await (await hand(reply)).renew(NEVER)).toMatchObject(renewal);
  });
});
