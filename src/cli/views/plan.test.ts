import { describe, expect, it } from 'vitest';
import { digestOfText, hexOf } from '../../base/digest.ts';
import type { Change, Step } from '../../plan/change.ts';
import { filePut } from '../../plan/desired.ts';
import { late } from '../../plan/late.ts';
import { PLAN_FORMAT, type Plan } from '../../plan/plan.ts';
import { afterOf, type Verb } from '../../plan/verb.ts';
import { paint } from './paint.ts';
import { planLines } from './plan.ts';

const plain = paint({}, {});
const CONFIG = '/etc/proxy.conf';

function stepOf(id: string, verb: Verb, before: Step['before']): Step {
  return { id, verb, before, after: afterOf(verb), deadlineMs: 1, repeat: 'safe' };
}

interface File {
  /** Null: it is not there. */
  was: string | null;
  becomes: string;
  mode?: string;
  path?: string;
}

/** A change of files on one host; `+` when none of them is there. */
function files(host: string, subject: string, contents: readonly File[], more: Partial<Change> = {}): Change {
  const steps = contents.map(({ was, becomes, mode = '0644', path = CONFIG }, at) => {
    const { verb } = filePut('f', { path, content: becomes, mode });
    const there = { digest: hexOf(digestOfText(was ?? '')), kind: 'file', mode, owner: 'root:root' };
    return stepOf(`${host}/${subject}/${at}`, verb, was === null ? { kind: 'absent' } : there);
  });
  const isNew = contents.every(({ was }) => was === null);
  const rest = { interrupts: [], needs: [], gives: [] };
  const action = isNew ? '+' : '~';
  return {
    id: `${host}/${subject}`,
    host,
    action,
    because: isNew ? 'absent' : 'differs',
    steps,
    ...rest,
    ...more,
  };
}

function planOf(
  changes: readonly Change[],
  contents: readonly string[] = [],
  more: Partial<Plan> = {},
): Plan {
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
    blobs: Object.fromEntries(contents.map(content => [digestOfText(content), content])),
    ...more,
  };
}

/** `present`: contents that could be read from hosts. */
function shown(plan: Plan, present: readonly string[] = [], verbose = false): string[] {
  const contents = new Map(present.map(content => [hexOf(digestOfText(content)), content]));
  return planLines(plan, plain, { verbose, present: contents });
}

describe('a plan on the screen', () => {
  it('says when there is nothing to do', () => {
    expect(shown(planOf([]))).toEqual(['No changes. one is as the file says.']);
    expect(shown(planOf([], [], { limit: ['a', 'b'] }))).toEqual([
      'No changes. a, b of one is as the file says.',
    ]);
  });

  it('has new files with their size, and what they hold when asked for it', () => {
    const plan = planOf([files('a', 'proxy', [{ was: null, becomes: 'one\ntwo\n' }])], ['one\ntwo\n']);
    expect(shown(plan)).toEqual([
      'a',
      '  + proxy',
      '      file /etc/proxy.conf  8 B',
      '',
      'Plan: 1 to add, 0 to change, 0 to remove, on 1 host.',
      'Nothing that runs is interrupted.',
    ]);
    expect(shown(plan, [], true).slice(2, 5)).toEqual([
      '      file /etc/proxy.conf  8 B',
      '        +one',
      '        +two',
    ]);
  });

  it('never shows what a narrow file will hold', () => {
    const secret = [{ was: null, becomes: 'hush\n', mode: '0600' }];
    expect(shown(planOf([files('a', 'proxy', secret)], ['hush\n']), [], true).join('\n')).not.toContain(
      'hush',
    );
    const change = files('a', 'proxy', [{ was: 'old\n', becomes: 'hush\n', mode: '0600' }]);
    expect(shown(planOf([change], ['hush\n'])).join('\n')).toContain(
      'not shown since not everybody may read it',
    );
  });

  it('has the diff of a file that changes, and what that interrupts', () => {
    const interrupts = [{ what: 'vip' as const, atMostMs: 520 }];
    const change = files('a', 'proxy', [{ was: 'maxconn 1\n', becomes: 'maxconn 2\n' }], { interrupts });
    expect(shown(planOf([change], ['maxconn 2\n']), ['maxconn 1\n'])).toEqual([
      'a',
      '  ~ proxy  is not as the file says',
      '      file /etc/proxy.conf',
      '        @@ -1,1 +1,1 @@',
      '        -maxconn 1',
      '        +maxconn 2',
      '      ! interrupts the VIP for at most 0.5 s',
      '',
      'Plan: 0 to add, 1 to change, 0 to remove, on 1 host.',
      'Interrupts the VIP for at most 0.5 s (a).',
    ]);
  });

  it('says that a content differs where it could not be read', () => {
    const change = files('a', 'proxy', [{ was: 'old\n', becomes: 'new\n' }]);
    expect(shown(planOf([change], ['new\n']))).toContain('        other content');
  });

  it('folds hosts on which the same is done, though names, addresses and sizes differ', () => {
    const changes = ['a', 'b', 'c'].map((host, at) => {
      const change = files(host, 'proxy', [{ was: null, becomes: 'x'.repeat(10 + at) }]);
      const gate: Verb = { do: 'gate', check: 'tcp', address: `10.0.0.${at}`, port: 8443 };
      return { ...change, steps: [...change.steps, stepOf(`${host}/proxy/gate`, gate, { met: 'no' })] };
    });
    expect(shown(planOf(changes, ['x'.repeat(10), 'x'.repeat(11), 'x'.repeat(12)])).slice(0, 5)).toEqual([
      'a, b, c  3 hosts',
      '  + proxy',
      '      file /etc/proxy.conf  10 B … 12 B',
      '      wait until … accepts connections',
      '',
    ]);
  });

  it('keeps hosts apart whose files differ otherwise', () => {
    const [one, two] = ['old 1\n', 'old 2\n'];
    const changes = [
      files('a', 'proxy', [{ was: one, becomes: 'new\n' }]),
      files('b', 'proxy', [{ was: two, becomes: 'new\n' }]),
      files('c', 'proxy', [{ was: one, becomes: 'new\n' }]),
    ];
    const lines = shown(planOf(changes, ['new\n']), [one, two]);
    expect(lines.filter(line => /^\w/.test(line)).slice(0, 2)).toEqual(['a, c  2 hosts', 'b']);
  });

  it('shows one of many different diffs', () => {
    const contents = Array.from({ length: 9 }, (_, at) => `old ${at}\n`);
    const changes = contents.map((was, at) => files(`w${at}`, 'proxy', [{ was, becomes: 'new\n' }]));
    const lines = shown(planOf(changes, ['new\n']), contents);
    expect(lines[0]).toBe('w0 … w8  9 hosts');
    expect(lines).toContain('        -old 0');
    expect(lines).not.toContain('        -old 1');
    expect(lines).toContain(
      '      as on w0; elsewhere the files differ in other lines (--verbose shows all)',
    );
    expect(shown(planOf(changes, ['new\n']), contents, true)).toContain('        -old 8');
  });

  it('tells the order where changes wait for each other', () => {
    const file = [{ was: null, becomes: 'x' }];
    const changes = [
      files('a', 'proxy', file, { gives: ['a.ready'] }),
      files('b', 'proxy', file, { needs: ['a.ready'], gives: ['b.ready'] }),
      files('c', 'proxy', file, { needs: ['a.ready'], gives: ['c.ready'] }),
      files('a', 'record', file, { needs: ['b.ready', 'c.ready'] }),
    ];
    const lines = shown(planOf(changes, ['x']));
    const at = lines.indexOf('Order');
    expect(lines.slice(at + 1, at + 4)).toEqual([
      '   1. proxy (a)',
      '   2. proxy (b, c)',
      '   3. record (a)',
    ]);
  });

  it('names what is known only when it runs', () => {
    const ca: Verb = { ...filePut('f', { path: CONFIG, content: '' }).verb, blob: late('ca') };
    const change = { ...files('b', 'proxy', []), steps: [stepOf('b/proxy/ca', ca, { kind: 'absent' })] };
    const lines = shown(
      planOf([change], [], {
        late: [
          { name: 'ca', host: 'a' },
          { name: 'ca-digest', host: 'a' },
        ],
      }),
    );
    expect(lines).toContain('      file /etc/proxy.conf  known when it runs');
    expect(lines).toContain('Known when it runs, read on a: the cluster’s CA');
  });

  it('names hosts that are left out, and that it is limited', () => {
    const change = files('a', 'proxy', [{ was: null, becomes: 'x' }]);
    const lines = shown(planOf([change], ['x'], { unreachable: ['b'], limit: ['a', 'b'] }));
    expect(lines).toContain('Does not answer, so it is left out: b');
    expect(lines).toContain('Plan: 1 to add, 0 to change, 0 to remove, on 1 host, as limited.');
  });

  it('warns of hosts on whose distribution nobody has tried it, and says which packages will do there', () => {
    const verb: Verb = {
      do: 'package.install',
      packages: [
        { name: 'haproxy', version: '2.8' },
        { name: 'socat', version: '0' },
      ],
      orNewer: true,
      masked: [],
      environment: [],
    };
    const steps = [stepOf('lb1/packages/install', verb, { haproxy: 'absent', socat: 'absent' })];
    const change = files('lb1', 'packages', [], { action: '+', because: 'absent', steps });
    const untested = { lb1: 'ubuntu 24.04', lb2: 'ubuntu 24.04', lb3: 'ubuntu 22.04' };
    const text = planLines(planOf([change], [], { untested }), plain, {
      verbose: false,
      present: new Map(),
    }).join('\n');
    expect(text).toContain('packages haproxy 2.8 or newer, socat');
    expect(text).toContain('Untested: lb1, lb2 run ubuntu 24.04.');
    expect(text).toContain('Untested: lb3 runs ubuntu 22.04.');
  });

  it('of a thousand hosts with sixty files each is about a screen', () => {
    const changes = Array.from({ length: 1000 }, (_, at) =>
      files(
        `w${at}`,
        'node',
        Array.from({ length: 60 }, (_each, file) => ({ was: null, becomes: 'x', path: `/etc/f${file}` })),
      ),
    );
    const lines = shown(planOf(changes, ['x']));
    expect(lines[0]).toBe('w0 … w999  1000 hosts');
    expect(lines.length).toBeLessThan(100);
  });

  it('has the new files of a change in one line when it would be longer than two screens', () => {
    const paths = Array.from({ length: 120 }, (_, file) => ({
      was: null,
      becomes: 'x',
      path: `/etc/f${file}`,
    }));
    const lines = shown(planOf([files('a', 'node', paths)], ['x']));
    expect(lines).toContain('      120 files: f0, f1, f2, f3, f4, f5, f6, f7 and 112 more  120 B');
    expect(shown(planOf([files('a', 'node', paths)], ['x']), [], true).length).toBeGreaterThan(120);
  });
});
