/** Labels and taints of nodes through the life of a file: they come, change and go with it, struck anywhere. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { TIMEOUT_MS } from './creation-matrix.ts';
import { applyEdited, complaintsOf, type Edit, madeBy } from './edited.ts';
import type { Stands } from './operation.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);

vi.setConfig({ testTimeout: TIMEOUT_MS });

const ofWorker = (labels: Record<string, string>, effects: ('NoSchedule' | 'NoExecute')[]): Edit => ({
  host: ({ name }) =>
    name === 'w1' ? { labels, taints: effects.map(effect => ({ key: 'gpu', value: 'yes', effect })) } : {},
});
const FULL = ofWorker({ disk: 'ssd', gpu: 'absent' }, ['NoSchedule', 'NoExecute']);

/** Of the worker, as the API has them. */
function marksOf({ clusters }: Pick<Required<Stands>, 'clusters'>): Record<string, string> {
  const marks = [...clusters[0]!.stored.marks].filter(([thing]) => thing.startsWith('w1 '));
  return Object.fromEntries(marks.map(([thing, value]) => [thing.slice('w1 '.length), value]));
}

let stands: Required<Stands>;
beforeAll(async () => {
  stands = await madeBy(1, FULL, SEED);
});

test('one key with two effects, and a label that is called absent', () => {
  expect(marksOf(stands)).toMatchObject({
    'label disk': 'ssd',
    'label gpu': 'absent',
    'taint gpu:NoExecute': 'yes',
    'taint gpu:NoSchedule': 'yes',
  });
});

describe('what is taken out of the file', () => {
  test('leaves the node, and what others have set stays', async () => {
    const theirs = structuredClone(stands);
    theirs.clusters[0]!.stored.marks.set('w1 label theirs', 'x');
    const edited = await applyEdited(1, ofWorker({ disk: 'ssd' }, ['NoExecute']), theirs, { seed: SEED });
    expect(edited.complaints).toEqual([]);
    expect(marksOf(edited)).toEqual({
      'label disk': 'ssd',
      'label theirs': 'x',
      'taint gpu:NoExecute': 'yes',
      ours: 'label|disk taint|gpu:NoExecute',
    });
  });

  test('leaves nothing behind with the last of it', async () => {
    const edited = await applyEdited(1, {}, stands, { seed: SEED });
    expect(edited.results).toEqual(['done']);
    expect(marksOf(edited)).toEqual({});
  });

  test.each(['kill', 'cut', 'sever'] as const)('leaves it after a %s, too', async fault => {
    expect(await complaintsOf(1, {}, stands, SEED, fault, 8)).toEqual([]);
  });
});
