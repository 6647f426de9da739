/** A cluster that stands and was damaged by hand: the next apply mends what can be mended, and refuses the rest. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { create } from './creation.ts';
import { creationMatrix, TIMEOUT_MS } from './creation-matrix.ts';
import type { Fault, Rehearsal, Setting } from './rehearsal.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);

vi.setConfig({ testTimeout: TIMEOUT_MS });

type Stands = Required<Pick<Setting, 'before' | 'clusters'>>;

let whole: Stands;
beforeAll(async () => {
  const { after, clusters } = await create(3, { seed: SEED }, []);
  whole = { before: after, clusters };
});

/** The same cluster after somebody was at its hosts. */
function damaged(hand: (stands: Stands) => void): Stands {
  const stands = structuredClone(whole);
  hand(stands);
  return stands;
}

const kubernetesOf = ({ before }: Stands, name: string) => before.get(name)!.kubernetes;
const membersAfter = ({ after }: Rehearsal) => [...after.values()].map(({ kubernetes }) => kubernetes.member);

describe('files of the authorities that somebody took away', () => {
  const hardened = () =>
    damaged(stands => {
      kubernetesOf(stands, 'cp2').lacking = ['ca.key'];
      kubernetesOf(stands, 'cp3').lacking = ['ca.key', 'sa.pub'];
    });

  test('come back, and no member of etcd is moved', async () => {
    const mended = await create(3, { seed: SEED, ...hardened() }, []);
    expect(mended.complaints).toEqual([]);
    expect(mended.results).toEqual(['done']);
    expect(membersAfter(mended)).toEqual(
      [...whole.before.values()].map(({ kubernetes }) => kubernetes.member),
    );
  });

  test.each([
    ['kill', 4_000, 8],
    ['cut', 4_000, 8],
  ] satisfies [Fault, number, number][])('come back after a %s', async (fault, offMs, most) => {
    const { complaints } = await creationMatrix(3, fault, { seed: SEED, ...hardened(), offMs, most });
    expect(complaints).toEqual([]);
  });

  test('are asked for where no host has all of them', async () => {
    const stands = damaged(all => {
      for (const name of ['cp1', 'cp2', 'cp3']) kubernetesOf(all, name).lacking = ['ca.key'];
    });
    const refused = await create(3, { seed: SEED, ...stands }, []);
    expect(refused.results[0]).toMatch(/cp1 lacks ca.key in \/etc\/kubernetes\/pki/);
    expect(membersAfter(refused)).toEqual(
      [...whole.before.values()].map(({ kubernetes }) => kubernetes.member),
    );
  });
});

describe('etcd whose data is gone', () => {
  test('is not begun again by an apply, where no log is left', async () => {
    const stands = damaged(all => {
      for (const name of ['cp1', 'cp2', 'cp3'])
        Object.assign(kubernetesOf(all, name), { etcd: null, member: null });
      // Their kubelets would start an empty one at once; here they are off.
      for (const { units } of all.before.values()) units.get('kubelet.service')!.active = false;
    });
    const refused = await create(3, { seed: SEED, ...stands }, []);
    expect(refused.results[0]).toMatch(/its data is gone/);
    expect(membersAfter(refused).every(member => member === null)).toBe(true);
  });

  test('and that began empty by itself gets nothing written into it', async () => {
    const stands = damaged(all => {
      for (const { stored } of all.clusters) {
        stored.config = null;
        stored.objects.clear();
        stored.marks.clear();
      }
    });
    const refused = await create(3, { seed: SEED, ...stands }, []);
    expect(refused.results).toEqual(['failed']);
    expect(refused.clusters.map(({ stored }) => [stored.config, stored.objects.size])).toEqual([[null, 0]]);
  });
});
