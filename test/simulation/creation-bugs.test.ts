/** The simulation of creation is only worth what it finds: each of these bugs, planted in a correct product, must be found. */
import { beforeAll, describe, expect, test } from 'vitest';
import { CLAIM } from '../../src/hosts/claim.ts';
import type { HostInHand } from '../../src/hosts/host.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import type { Change, Step } from '../../src/plan/change.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { acting } from './acting.ts';
import { create, prepared } from './creation.ts';
import { creationMatrix } from './creation-matrix.ts';
import { wrong } from './matrix.ts';
import { PRODUCT, type Product } from './product.ts';
import type { Fault, Setting } from './rehearsal.ts';

const SEED = 20_261_125;

let before: Setting['before'];
beforeAll(async () => {
  before = await prepared(3, SEED);
});

/** What is found with this product when the fault strikes at some points. */
async function found(product: Product, fault: Fault, most = 60): Promise<string> {
  const { complaints } = await creationMatrix(3, fault, { seed: SEED, before, product, most, enough: 1 });
  return complaints.join('\n');
}

/** A product whose plans have these changes changed. */
const changing = (change: (change: Change) => Change) =>
  wrong({ executed: plan => ({ ...plan, changes: plan.changes.map(change) }) });

const withoutNeeds = (id: RegExp, needs: RegExp) =>
  changing(change =>
    id.test(change.id) ? { ...change, needs: change.needs.filter(need => !needs.test(need)) } : change,
  );

const minting = (step: Step): Step =>
  step.verb.do === 'authority.put'
    ? { ...step, verb: { do: 'authority.mint', version: '1.36.3' }, after: { authorities: 'whole' } }
    : step;

/** A host that takes seconds to tell its authorities, as a busy one does. */
const slowToTell: Product['door'] = door => ({
  ...door,
  take: async (...given) => {
    const taking = await door.take(...given);
    if (taking.is !== 'taken') return taking;
    const { hand } = taking;
    const read: HostInHand['read'] = async (reading, signal) => {
      for (let times = 0; reading.name === 'authorities' && times < 40; times += 1)
        await hand.read(CLAIM, signal);
      return hand.read(reading, signal);
    };
    return { ...taking, hand: { ...hand, read } };
  },
});

describe('authorities', () => {
  test('made on every control plane', async () => {
    const product = changing(change => ({ ...change, steps: change.steps.map(minting) }));
    expect(await found(product, 'kill')).toMatch(/made authorities although cp\d has some/);
  });

  test('made before everybody has the record of the creation', async () => {
    const product = withoutNeeds(/\/authorities$/, /\/begun$/);
    const pace = { cp1: 0.1 };
    const { complaints } = await create(3, { seed: SEED, before, product, pace }, []);
    expect(complaints.join('\n')).toMatch(/made authorities before cp\d had the record/);
  });

  test('taken from another host than the one that holds them, when a run is followed by another', async () => {
    const elsewhere = (plan: Plan): Plan => ({
      ...plan,
      late: plan.late.map(value => ({ ...value, host: 'cp3' })),
      changes: plan.changes.map(change =>
        change.id === 'cp3/authorities' ? { ...change, steps: change.steps.map(minting) } : change,
      ),
    });
    const product = wrong({
      planned: (plan, journal) => (journal.some(({ is }) => is === 'run.began') ? elsewhere(plan) : plan),
    });
    expect(await found(product, 'kill')).toMatch(/made authorities although cp1 has some/);
  });

  test('put over those of a member of etcd that has started', async () => {
    const product = wrong({
      door: acting(action => ({
        ...action,
        simulate: {
          ...action.simulate,
          perform: function* (machine, input) {
            if (action.id === 'cp2/credentials/finish') {
              yield {
                what: 'put others there',
                apply: () => {
                  machine.kubernetes.authorities = 'others';
                },
              };
            }
            yield* action.simulate.perform(machine, input);
          },
        },
      })),
    });
    expect(await found(product, 'kill', 1)).toMatch(/authorities were changed under a member of etcd/);
  });
});

describe('the order of things', () => {
  test('the mark of completion written before the nodes are there', async () => {
    const product = withoutNeeds(/\/record$/, /./);
    expect(await found(product, 'kill', 1)).toMatch(/has the mark of completion, and /);
  });

  test('a worker that joins before the cluster is made', async () => {
    // As soon as there are credentials for it.
    const hasty = (need: string) => (need === 'cluster/ready' ? 'cluster/authorities' : need);
    const product = changing(change =>
      change.id === 'w1/node' ? { ...change, needs: change.needs.map(hasty) } : change,
    );
    const pace = { w1: 0.05, cp1: 3 };
    const clean = await create(3, { seed: SEED, before, product, pace }, []);
    expect(clean.complaints.join('\n')).toMatch(/w1 joined before the cluster had what kubeadm keeps/);
  });

  test('all-powerful credentials that stay', async () => {
    const product = wrong({
      planned: plan => ({ ...plan, changes: plan.changes.filter(({ id }) => !id.endsWith('/credentials')) }),
    });
    expect(await found(product, 'kill', 1)).toMatch(/still has the all-powerful credentials/);
  });
});

describe('etcd', () => {
  test('a member that begins empty under its old id', async () => {
    const logs = new WeakMap<SimulatedMachine, SimulatedMachine['kubernetes']['member']>();
    const product = wrong({
      door: acting((action, machine) => {
        const { kubernetes } = machine;
        if (kubernetes.member !== null) logs.set(machine, kubernetes.member);
        return {
          ...action,
          simulate: {
            ...action.simulate,
            perform: function* (on, input) {
              const was = logs.get(on);
              if (action.id.endsWith('/controlplane/kubeadm') && was !== undefined) {
                yield {
                  what: 'begin again as before',
                  apply: () => Object.assign(on.kubernetes, { etcd: on.kubernetes.authorities, member: was }),
                };
              }
              yield* action.simulate.perform(on, input);
            },
          },
        };
      }),
    });
    expect(await found(product, 'disk')).toMatch(/began empty under the id that it had served under/);
  });

  test('a member that begins before the other hosts hold its authorities', async () => {
    const others = /^cp[23]\/authorities\.there$/;
    const hasty = changing(change => ({
      ...change,
      needs: change.needs.filter(need => change.id !== 'cp1/controlplane' || !others.test(need)),
    }));
    const pace = { cp1: 0.05 };
    const played = async (product: Product, most: number) => {
      const options = { seed: SEED, before, pace, most, enough: 1 };
      const { complaints } = await creationMatrix(3, 'off', {
        ...options,
        product: { ...product, door: slowToTell },
      });
      return complaints.join('\n');
    };
    expect(await played(hasty, 60)).toMatch(/different/);
    expect(await played(PRODUCT, 8)).toBe('');
  });

  test('a member without a log that is removed while its manifest still starts it', async () => {
    const product = wrong({
      planned: plan => ({ ...plan, changes: plan.changes.filter(({ id }) => !id.endsWith('/etcd-leaves')) }),
    });
    expect(await found(product, 'disk')).toMatch(/has no vote in etcd/);
  });
});
