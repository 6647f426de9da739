/** A change of all control planes, while a member of etcd is away, does not run, or has lost its log. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { TIMEOUT_MS } from './creation-matrix.ts';
import { applyEdited, complaintsOf, type Edit, madeBy } from './edited.ts';
import type { Stands } from './operation.ts';
import type { Rehearsal } from './rehearsal.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);

vi.setConfig({ testTimeout: TIMEOUT_MS });

const EDIT: Edit = { kubernetes: { patches: [{ name: 'etcd.yaml', content: 'spec: {}\n' }] } };

let stands: Required<Stands>;
beforeAll(async () => {
  stands = await madeBy(3, {}, SEED);
});

function damaged(hand: (of: Required<Stands>) => void): Required<Stands> {
  const copy = structuredClone(stands);
  hand(copy);
  return copy;
}

/** With which configuration each control plane last ran kubeadm. */
const configsOf = ({ after }: Pick<Rehearsal, 'after'>) =>
  ['cp1', 'cp2', 'cp3'].map(name => after.get(name)!.kubernetes.node?.config);

test('goes through all of them, one after another', async () => {
  const edited = await applyEdited(3, EDIT, stands, { seed: SEED });
  expect(edited.complaints).toEqual([]);
  expect(edited.results).toEqual(['done']);
  const was = configsOf({ after: stands.before });
  expect(configsOf(edited).filter((config, at) => config === was[at])).toEqual([]);
});

test('touches none of the other two while one is away: one less would end the majority', async () => {
  const edited = await applyEdited(3, EDIT, stands, { seed: SEED, dead: ['cp3'] });
  expect(edited.results).toEqual(['failed']);
  expect(configsOf(edited)).toEqual(configsOf({ after: stands.before }));
});

describe('mends first', () => {
  const lostLog = () =>
    damaged(({ before }) => {
      Object.assign(before.get('cp3')!.kubernetes, { etcd: null, member: null });
    });
  const stopped = () =>
    damaged(({ before }) => {
      before.get('cp3')!.units.get('kubelet.service')!.active = false;
    });

  test.each([
    ['a member that lost its log', lostLog],
    ['a member that does not run', stopped],
  ])('%s, and then goes through the others', async (_name, hand) => {
    const edited = await applyEdited(3, EDIT, hand(), { seed: SEED });
    expect(edited.complaints).toEqual([]);
    expect(edited.results).toEqual(['done']);
  });

  test.each(['kill', 'cut'] as const)('a member that lost its log, after a %s, too', async fault => {
    expect(await complaintsOf(3, EDIT, lostLog(), SEED, fault, 10)).toEqual([]);
  });
});
