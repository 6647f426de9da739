import { describe, expect, it } from 'vitest';
import { digestOfText } from '../../base/digest.ts';
import type { Change } from '../../plan/change.ts';
import { filePut } from '../../plan/desired.ts';
import { PLAN_FORMAT, type Plan } from '../../plan/plan.ts';
import { afterOf } from '../../plan/verb.ts';
import { paint } from './paint.ts';
import { linesOf } from './run-lines.ts';
import { fitted, liveLines } from './run-live.ts';
import { afterEvent, beginRun, type RunState, type ViewEvent } from './run-state.ts';
import { summaryOf } from './run-summary.ts';

const plain = paint({}, {});
const SCREEN = { columns: 100, rows: 24 };

function change(host: string, needs: string[] = []): Change {
  const { verb } = filePut('config', { path: '/etc/proxy.conf', content: host });
  const step = { deadlineMs: 1, before: { kind: 'absent' }, after: afterOf(verb), repeat: 'safe' as const };
  return {
    id: `${host}/proxy`,
    host,
    action: '+',
    because: 'absent',
    interrupts: [],
    steps: [{ id: `${host}/proxy/config`, verb, ...step }],
    needs,
    gives: [`${host}.ready`],
  };
}

function planOf(changes: readonly Change[]): Plan {
  const digest = digestOfText('');
  return {
    format: PLAN_FORMAT,
    tool: '0',
    operation: 'converge',
    cluster: 'one',
    spec: digest,
    bundle: { digest, provenance: 'release' },
    facts: {},
    unreachable: [],
    late: [],
    changes,
    blobs: {},
  };
}

const TWO = planOf([change('lb1'), change('lb2', ['lb1.ready'])]);

const began: ViewEvent = {
  is: 'run.began',
  run: 'r',
  cluster: 'one',
  operation: 'converge',
  plan: digestOfText(''),
  changes: 2,
  steps: 2,
};
const starts = (host: string): ViewEvent[] => [
  { is: 'change.began', change: `${host}/proxy` },
  { is: 'step.intent', step: `${host}/proxy/config` },
];
const ends = (host: string, result: 'done' | 'failed' | 'cancelled' = 'done', ms = 1500): ViewEvent => ({
  is: 'change.ended',
  change: `${host}/proxy`,
  result,
  ms,
});
const fails = (host: string, detail: string): ViewEvent[] => [
  { is: 'step.outcome', step: `${host}/proxy/config`, result: 'not-done', ms: 5, detail },
  ends(host, 'failed'),
];

/** The first event at 0, each a second after the one before. */
function seenBy(events: readonly ViewEvent[], plan: Plan | null = TWO): RunState {
  return events.reduce((state, event, at) => afterEvent(state, event, at * 1000), beginRun(plan, 0));
}

const live = (state: RunState, at: number, size = SCREEN) => liveLines(state, at, size, plain);

describe('the living area of a run', () => {
  it('says that hosts are being taken before anything begins', () => {
    expect(live(seenBy([]), 500)).toEqual([
      '  lb1   0/1         is being taken',
      '  lb2   0/1         is being taken',
      '━━━━━━━━━━━━━━━━━━━━━━━━ 0 of 2 changes  0.5 s',
    ]);
  });

  it('has a line a host: what it does in words and since when, or whom it waits for', () => {
    expect(live(seenBy([began, ...starts('lb1')]), 3500).slice(0, 2)).toEqual([
      '▸ lb1   0/1  1.5 s  proxy: file /etc/proxy.conf',
      '  lb2   0/1         waits for lb1',
    ]);
  });

  it('says who is done and who failed', () => {
    const state = seenBy([began, ...starts('lb1'), ends('lb1'), ...starts('lb2'), ...fails('lb2', 'no')]);
    expect(live(state, 9000)).toEqual([
      '✓ lb1   1/1         done',
      '✗ lb2   0/1         failed',
      '━━━━━━━━━━━━━━━━━━━━━━━━ 2 of 2 changes  9.0 s  1 failed',
    ]);
  });

  it('says what else goes on where one of several changes has ended', () => {
    const other = 'lb1/packages';
    const events: ViewEvent[] = [began, ...starts('lb1'), { is: 'change.began', change: other }];
    const ended: ViewEvent = { is: 'change.ended', change: other, result: 'done', ms: 1 };
    expect(live(seenBy(events), 4000)[0]).toBe('▸ lb1   0/1  1.0 s  packages');
    expect(live(seenBy([...events, ended]), 4000)[0]).toBe('▸ lb1   1/1  2.0 s  proxy: file /etc/proxy.conf');
  });

  it('shows the names of steps when the plan in hand is another one', () => {
    const state = seenBy([began, ...starts('lb1')], null);
    expect(live(state, 3000)[0]).toBe('▸ lb1   0/0  1.0 s  proxy: config');
  });

  it('stays on the screen with a thousand hosts at work', () => {
    const many = planOf(Array.from({ length: 1000 }, (_, at) => change(`w${at}`)));
    const state = seenBy([began, ...many.changes.flatMap(({ host }) => starts(host))], many);
    const lines = live(state, 5000, { columns: 60, rows: 24 });
    expect(lines).toHaveLength(19);
    expect(lines.at(-2)).toBe('… and 983 more hosts at work');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThan(60);
  });

  it('is cut at the edge of a narrow terminal, and its colour ends there', () => {
    expect(fitted('\u001b[31mabcdefgh\u001b[39m', 6)).toBe('\u001b[31mabcd\u001b[39m…');
    expect(fitted('abcde', 6)).toBe('abcde');
  });
});

describe('what stays of a run', () => {
  const kept = (events: readonly ViewEvent[]) => {
    const lines: string[] = [];
    events.reduce(
      (state, event, at) => {
        const next = afterEvent(state, event, at * 1000);
        lines.push(...linesOf(event, next, plain));
        return next;
      },
      beginRun(TWO, 0),
    );
    return lines;
  };

  it('is a line a finished change, with its time', () => {
    expect(kept([began, ...starts('lb1'), ends('lb1')])).toEqual([
      'run r: 2 changes, 2 steps',
      '✓ lb1  proxy  1.5 s  1/2',
    ]);
  });

  it('is the end of a failed program’s words, once where it repeats itself', () => {
    expect(kept(fails('lb1', 'a\nb\nIgn\nIgn\nE: no such package\u001b[2J'))).toEqual([
      '✗ lb1/proxy/config: it was tried and is not done',
      '    …',
      '    b',
      '    Ign',
      '    E: no such package\\x1b[2J',
    ]);
  });

  it('says in one line why a host is left out', () => {
    expect(kept([{ is: 'host.out', host: 'lb1', because: 'kex: closed\r\nport 65535\n' }])).toEqual([
      'lb1 does not answer and is left out: kex: closed port 65535',
    ]);
  });

  it('says at the first Ctrl-C what is finished and what a second one does', () => {
    expect(kept([began, ...starts('lb1'), { is: 'stop.asked' }]).slice(1)).toEqual([
      'Stopping: nothing new begins. What runs on lb1 is finished first.',
      'Ctrl-C again leaves at once; that is safe too: run the same command again later.',
    ]);
  });

  it('names a host at the first Ctrl-C on which one change has ended and another goes on', () => {
    const other = 'lb1/packages';
    const events: ViewEvent[] = [
      { is: 'change.began', change: other },
      { is: 'change.ended', change: other, result: 'done', ms: 1 },
      { is: 'stop.asked' },
    ];
    expect(kept([began, ...starts('lb1'), ...events])).toContain(
      'Stopping: nothing new begins. What runs on lb1 is finished first.',
    );
  });
});

describe('the end of a run', () => {
  const ending = { ms: 42_000, leftOut: [], journal: '/j', next: ['barque status'] };
  const told = (events: readonly ViewEvent[], result: 'done' | 'failed' | 'cancelled', plan = TWO) =>
    summaryOf(seenBy(events, plan), { ...ending, result }, plain).join('\n');

  it('is short when all went well, with the next command', () => {
    expect(told([began, ends('lb1'), ends('lb2')], 'done')).toBe(
      '\nDone in 42 s: 2 changes on 2 hosts.\n\nNext:\n\n  barque status',
    );
  });

  it('names the three slowest changes of a longer run', () => {
    const hosts = ['a', 'b', 'c', 'd'];
    const events = hosts.map((host, at) => ends(host, 'done', 1000 * (at + 1)));
    expect(told(events, 'done', planOf(hosts.map(host => change(host))))).toContain(
      'Slowest: d proxy 4.0 s, c proxy 3.0 s, b proxy 2.0 s.',
    );
  });

  it('tells each failure with the host, the words of the program and what to do', () => {
    const events = [
      began,
      ...starts('lb1'),
      ...fails('lb1', 'No space left on device'),
      { is: 'change.held', change: 'lb2/proxy', because: 'waits-for-failed' } as const,
    ];
    expect(told(events, 'failed')).toBe(
      [
        '',
        '✗ lb1  file /etc/proxy.conf',
        '  it was tried and is not done  lb1/proxy/config',
        '    No space left on device',
        '  → On lb1: is there space, and is the file system writable? df -h /etc/proxy.conf',
        '',
        'Not begun, waiting for what is not done: 1 change (lb2/proxy)',
        '',
        'Not everything was done. 0 changes of 2 done, in 42 s.',
        '',
        'It is safe to run the same command again: it goes on from what it finds.',
        'Everything that happened stands in /j',
        '',
        'Next:',
        '',
        '  barque status',
      ].join('\n'),
    );
  });

  it('names what was begun and stopped between its steps', () => {
    expect(told([began, ...starts('lb1'), ends('lb1', 'cancelled')], 'cancelled')).toContain(
      'Begun and not finished: lb1/proxy',
    );
  });
});
