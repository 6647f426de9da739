import { describe, expect, test } from 'vitest';
import { digestOfText } from '../base/digest.ts';
import type { Change } from './change.ts';
import { filePut } from './desired.ts';
import { limitPlan } from './limit-plan.ts';
import { PLAN_FORMAT, type Plan } from './plan.ts';
import { afterOf } from './verb.ts';

function change(host: string, needs: string[] = []): Change {
  const { verb } = filePut('f', { path: '/etc/f', content: host });
  const step = { deadlineMs: 1, before: { kind: 'absent' }, after: afterOf(verb), repeat: 'safe' as const };
  return {
    id: `${host}/x`,
    host,
    action: '+',
    because: 'absent',
    interrupts: [],
    steps: [{ id: `${host}/x/f`, verb, ...step }],
    needs,
    gives: [`${host}.ready`],
  };
}

function planOf(changes: Change[], unreachable: string[] = []): Plan {
  const digest = digestOfText('');
  const contents = changes.map(({ host }) => [digestOfText(host), host]);
  return {
    format: PLAN_FORMAT,
    tool: '0',
    operation: 'converge',
    cluster: 'one',
    spec: digest,
    bundle: { digest, provenance: 'release' },
    facts: Object.fromEntries(changes.map(({ host }) => [host, digest])),
    unreachable,
    late: [],
    changes,
    blobs: Object.fromEntries(contents),
  };
}

const threw = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { failure: unknown }).failure;
  }
  throw new Error('nothing was thrown');
};

describe('a plan limited to some hosts', () => {
  test('has their changes, contents and facts only, and says that it is limited', () => {
    const limited = limitPlan(planOf([change('a'), change('b'), change('c')]), ['c', 'a']);
    expect(limited.changes.map(({ id }) => id)).toEqual(['a/x', 'c/x']);
    expect(Object.values(limited.blobs).sort()).toEqual(['a', 'c']);
    expect(Object.keys(limited.facts)).toEqual(['a', 'c']);
    expect(limited.limit).toEqual(['a', 'c']);
  });

  test('leaves out only those of its hosts that do not answer', () => {
    expect(limitPlan(planOf([change('a')], ['b', 'd']), ['a', 'd']).unreachable).toEqual(['d']);
  });

  test('says of its own hosts alone that they are untested', () => {
    const plan = { ...planOf([change('a'), change('b')]), untested: { b: 'ubuntu 24.04' } };
    expect(limitPlan(plan, ['b']).untested).toEqual({ b: 'ubuntu 24.04' });
    expect(limitPlan(plan, ['a'])).not.toHaveProperty('untested');
  });

  test('is refused when one inside waits for one outside, naming all hosts that would do', () => {
    const plan = planOf([change('a'), change('b', ['a.ready']), change('c', ['b.ready'])]);
    expect(threw(() => limitPlan(plan, ['c']))).toMatchObject({
      domain: 'configuration',
      cameBack: 'c/x waits for b/x',
      next: expect.stringContaining('--limit a,b,c'),
    });
    expect(limitPlan(plan, ['a', 'b']).changes).toHaveLength(2);
  });

  test('is refused for a host that is not in the file', () => {
    expect(threw(() => limitPlan(planOf([change('a')], ['b']), ['z']))).toMatchObject({
      domain: 'usage',
      cameBack: 'z: not in the file',
      next: 'The file’s hosts are a, b.',
    });
  });
});
