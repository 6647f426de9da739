/** From wishes and what is observed to what is left to do. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOfText } from '../base/digest.ts';
import type { Observation } from '../base/observation.ts';
import { type DesiredChange, type DesiredStep, filePut } from './desired.ts';
import { makePlan } from './make-plan.ts';
import { type Plan, printPlan } from './plan.ts';
import { stalenessOf } from './staleness.ts';
import { afterOf } from './verb.ts';

const FRAME = {
  tool: '0.0.0',
  operation: 'converge',
  cluster: 'one',
  spec: digestOfText('spec'),
  bundle: { digest: digestOfText('bundle'), provenance: 'release' },
  facts: { a: digestOfText('a'), b: digestOfText('b') },
  unreachable: [],
  late: [],
} as const;

const ABSENT: Observation = { kind: 'absent' };

const file = (id: string, content = 'new\n') => filePut(id, { path: `/${id}`, content });
const gate = (id: string): DesiredStep => ({
  id,
  verb: { do: 'gate', check: 'tcp', address: '10.0.0.1', port: 1 },
});

function load(id: string): DesiredStep {
  const of = (path: string) => ({ path, digest: digestOfText(path) });
  return {
    id,
    verb: { do: 'unit.load', unit: `${id}.service`, config: of('/c'), settings: of('/s'), reloads: true },
    interrupts: () => [{ what: 'vip', atMostMs: 500 }],
  };
}

function wish(id: string, steps: DesiredStep[], needs: string[] = [], gives: string[] = []): DesiredChange {
  return { id, host: id.split('/')[0]!, steps, needs, gives };
}

/** Everything is absent but what `done` names, and what `seen` says otherwise. */
function plan(
  wishes: readonly DesiredChange[],
  done: readonly string[] = [],
  seen: Readonly<Record<string, Observation>> = {},
): Plan {
  const steps = new Map(wishes.flatMap(({ id, steps }) => steps.map(step => [`${id}/${step.id}`, step])));
  return makePlan(FRAME, wishes, (_host, id) => {
    const { verb } = steps.get(id)!;
    if (done.includes(id)) return afterOf(verb);
    if (seen[id] !== undefined) return seen[id];
    if (verb.do === 'unit.load')
      return { active: 'no', config: 'unknown', enabled: 'no', overridden: 'no', settings: 'unknown' };
    return ABSENT;
  });
}

const steps = ({ changes }: Plan) => changes.flatMap(change => change.steps.map(({ id }) => id));

describe('what is left', () => {
  test('is what is not yet so, with the content that it needs and no other', () => {
    const wishes = [wish('a/x', [file('one'), file('two', 'other\n')])];
    const made = plan(wishes, ['a/x/one']);
    expect(steps(made)).toEqual(['a/x/two']);
    expect(made.blobs).toEqual({ [digestOfText('other\n')]: 'other\n' });
  });

  test('is nothing when all is so', () => {
    const made = plan([wish('a/x', [file('one'), gate('g')])], ['a/x/one']);
    expect(made.changes).toEqual([]);
    expect(made.blobs).toEqual({});
  });

  test('keeps a gate behind what is left, and drops one with nothing before it', () => {
    const wishes = [wish('a/x', [gate('before'), file('one'), gate('between'), file('two'), gate('after')])];
    expect(steps(plan(wishes))).toEqual(['a/x/one', 'a/x/between', 'a/x/two', 'a/x/after']);
    expect(steps(plan(wishes, ['a/x/one']))).toEqual(['a/x/two', 'a/x/after']);
    expect(steps(plan(wishes, ['a/x/one', 'a/x/two']))).toEqual([]);
  });

  test('keeps a gate that guards a later step as long as that one is left, wherever it stands', () => {
    const guard = { ...gate('guard'), guards: 'two' };
    const wishes = [wish('a/x', [guard, file('one'), file('two')])];
    expect(steps(plan(wishes))).toEqual(['a/x/guard', 'a/x/one', 'a/x/two']);
    expect(steps(plan(wishes, ['a/x/one']))).toEqual(['a/x/guard', 'a/x/two']);
    expect(steps(plan(wishes, ['a/x/two']))).toEqual(['a/x/one']);
    expect(steps(plan(wishes, ['a/x/one', 'a/x/two']))).toEqual([]);
  });

  test('begins at what is seen, or at anything where an earlier step of the plan decides', () => {
    const wishes = [wish('a/x', [file('one'), { ...file('two'), decidedBy: 'a/x/one' }])];
    const starts = (of: Plan) => of.changes.flatMap(change => change.steps.map(step => step.before));
    expect(starts(plan(wishes))).toEqual([ABSENT, null]);
    expect(starts(plan(wishes, ['a/x/one']))).toEqual([ABSENT]);
  });

  test('begins at anything where nobody could look', () => {
    const wishes = [wish('a/x', [{ id: 'node', verb: { do: 'node.delete', node: 'w1' } }])];
    const [change] = plan(wishes, [], { 'a/x/node': { node: 'unknown' } }).changes;
    expect(change!.steps[0]!.before).toBeNull();
  });
});

describe('what a change is called', () => {
  test('unseen, where the API gave no answer about some of it', () => {
    const promote = { do: 'etcd.promote' as const, members: ['a'] };
    const wishes = [wish('a/x', [file('one'), { id: 'node', verb: promote }])];
    const [change] = plan(wishes, ['a/x/one'], { 'a/x/node': { a: 'unknown' } }).changes;
    expect(change).toMatchObject({ because: 'unseen' });
    const [known] = plan(wishes, ['a/x/one'], { 'a/x/node': { a: 'learner' } }).changes;
    expect(known).toMatchObject({ because: 'differs' });
  });

  const running = { active: 'yes', config: 'old', enabled: 'yes', settings: 'old' };
  const old = { kind: 'file', digest: 'x', mode: '0644', owner: 'root:root' };

  test.each([
    ['made', {}, '+', 'absent', []],
    ['changed', { 'a/x/f': old, 'a/x/u': running }, '~', 'differs', [{ what: 'vip', atMostMs: 500 }]],
  ])('%s', (_name, seen, action, because, interrupts) => {
    const [change] = plan([wish('a/x', [file('f'), load('u')])], [], seen).changes;
    expect(change).toMatchObject({ action, because, interrupts });
  });

  test('not loaded, when only that is left', () => {
    const wishes = [wish('a/x', [file('f'), load('u')])];
    const [loaded] = plan(wishes, ['a/x/f'], { 'a/x/u': running }).changes;
    expect(loaded).toMatchObject({ action: '~', because: 'not-loaded' });
    const [started] = plan(wishes, ['a/x/f']).changes;
    expect(started).toMatchObject({ action: '~', because: 'not-running', interrupts: [] });
  });
});

describe('what waits for what', () => {
  const rolling = ['a', 'b', 'c'].map((host, at, all) =>
    wish(`${host}/x`, [file('f')], at === 0 ? [] : [`${all[at - 1]}.ready`], [`${host}.ready`]),
  );
  const needs = (made: Plan) => Object.fromEntries(made.changes.map(change => [change.id, change.needs]));

  test('is kept between changes that are left', () => {
    expect(needs(plan(rolling))).toEqual({ 'a/x': [], 'b/x': ['a.ready'], 'c/x': ['b.ready'] });
  });

  test('goes through changes that have nothing to do: a rolling order stays one', () => {
    expect(needs(plan(rolling, ['b/x/f']))).toEqual({ 'a/x': [], 'c/x': ['a.ready'] });
    expect(needs(plan(rolling, ['a/x/f']))).toEqual({ 'b/x': [], 'c/x': ['b.ready'] });
    expect(needs(plan(rolling, ['a/x/f', 'b/x/f']))).toEqual({ 'c/x': [] });
  });

  test('a milestone of several is waited for while one of them is left', () => {
    const wishes = [
      wish('a/x', [file('f')], [], ['all.ready']),
      wish('b/x', [file('f')], [], ['all.ready']),
      wish('c/x', [file('f')], ['all.ready'], []),
    ];
    expect(needs(plan(wishes, ['a/x/f']))).toEqual({ 'b/x': [], 'c/x': ['all.ready'] });
    expect(needs(plan(wishes, ['a/x/f', 'b/x/f']))).toEqual({ 'c/x': [] });
  });

  test('the bytes do not depend on the order in which layers ask', () => {
    const wishes = [...rolling, wish('a/y', [file('g', 'y\n')]), wish('b/y', [file('h', 'z\n')])];
    const all = wishes.flatMap(({ id, steps }) => steps.map(step => `${id}/${step.id}`));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(wishes, { minLength: wishes.length }),
        fc.subarray(all),
        (shuffled, done) => {
          expect(printPlan(plan(shuffled, done))).toBe(printPlan(plan(wishes, done)));
        },
      ),
    );
  });
});

describe('a saved plan', () => {
  const wishes = [wish('a/x', [file('f'), gate('g'), file('h'), load('u')]), wish('b/x', [file('f')])];
  const saved = plan(wishes);

  test('fits while nothing has happened, and however far it was applied', () => {
    const all = ['a/x/f', 'a/x/h', 'a/x/u', 'b/x/f'];
    fc.assert(
      fc.property(fc.subarray(all), done => {
        expect(stalenessOf(saved, plan(wishes, done))).toEqual([]);
      }),
    );
  });

  test('is stale where a thing looks otherwise than before and after', () => {
    const fresh = plan(wishes, [], { 'b/x/f': { kind: 'link' } });
    expect(stalenessOf(saved, fresh)).toEqual([{ is: 'drift', host: 'b', step: 'b/x/f' }]);
  });

  test('is stale where something was so that is so no more', () => {
    const part = plan(wishes, ['b/x/f']);
    expect(stalenessOf(part, plan(wishes))).toEqual([{ is: 'drift', host: 'b', step: 'b/x/f' }]);
  });

  test.each([
    ['the file', { spec: digestOfText('other') }, [{ is: 'other-spec' }]],
    [
      'the bundle',
      { bundle: { digest: digestOfText('other'), provenance: 'release' as const } },
      [{ is: 'other-bundle' }],
    ],
    ['the tool', { tool: '0.0.1' }, [{ is: 'other-tool', saved: '0.0.0', now: '0.0.1' }]],
    [
      'a host’s facts',
      { facts: { ...FRAME.facts, b: digestOfText('x') } },
      [{ is: 'other-facts', host: 'b' }],
    ],
    ['a host that is silent now', { facts: { a: FRAME.facts.a } }, [{ is: 'other-reach', host: 'b' }]],
  ])('is stale when %s is another one', (_name, other, reasons) => {
    expect(stalenessOf(saved, { ...plan(wishes), ...other })).toEqual(reasons);
  });
});
