/** Maintenance, return and removal, struck anywhere: the same command again ends as if nothing had been. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { MAINTENANCE_PATH } from '../../src/base/maintenance.ts';
import { maintenance, returning, vipMove } from '../../src/operations/maintain.ts';
import { remove } from '../../src/operations/remove.ts';
import type { DesiredChange } from '../../src/plan/desired.ts';
import type { Operation } from '../../src/plan/plan.ts';
import type { ClusterView } from '../../src/view/cluster-view.ts';
import { create } from './creation.ts';
import { TIMEOUT_MS } from './creation-matrix.ts';
import { OPERATED_HOSTS, OPERATED_SPEC, playOperation, type Stands, struckAt } from './operation.ts';
import type { Fault, Rehearsal, Trouble } from './rehearsal.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);
/** Points that a check plays of each matrix. */
const MOST = 15;

vi.setConfig({ testTimeout: TIMEOUT_MS });

const called = (name: string) => OPERATED_HOSTS.find(host => host.name === name)!;
const cast = (name: string) => ({
  spec: OPERATED_SPEC,
  host: called(name),
  seat: 'cp2',
  balancers: ['cp1', 'cp2', 'cp3'],
  takers: ['cp1', 'cp2', 'cp3'],
  drain: { withinS: 60, force: false },
});

type Desire = (view: ClusterView) => readonly DesiredChange[];

function removal(view: ClusterView): DesiredChange[] {
  return remove({
    host: { name: 'w1', isNode: true },
    seat: 'cp2',
    isGone: false,
    isBlank: view.reached.get('w1')?.standing === 'blank',
    drain: { withinS: 60, force: false },
    balances: null,
    memories: [],
  });
}

const play = (
  stands: Stands,
  operation: Exclude<Operation, 'converge'>,
  desire: Desire,
  troubles: readonly Trouble[],
) => playOperation(SEED, stands, operation, desire, troubles);

/** On a machine's disk, of what these operations are about. */
function stateOf({ after }: Rehearsal): Record<string, string> {
  return Object.fromEntries(
    [...after].map(([name, { files, kubernetes, packages }]) => [
      name,
      `${files.get(MAINTENANCE_PATH)?.content.trim() ?? 'in service'}, ${kubernetes.node?.role ?? 'no node'}, ${packages.size} packages`,
    ]),
  );
}

describe('an operation on one host', () => {
  let stands: Stands;
  let away: Stands;
  beforeAll(async () => {
    const { after, clusters } = await create(3, { seed: SEED }, []);
    stands = { before: after, clusters };
    const left = await play(stands, 'maintenance', () => maintenance(cast('cp1')), []);
    away = { before: left.after, clusters: left.clusters };
  });

  const move: Desire = () => vipMove(OPERATED_SPEC, 'cp1', { aside: ['cp2'], takers: ['cp3'] });
  const OPERATIONS: readonly [Exclude<Operation, 'converge'>, Desire, () => Stands][] = [
    ['maintenance', () => maintenance(cast('cp1')), () => stands],
    ['return', () => returning(cast('cp1'), true), () => away],
    ['remove', removal, () => stands],
  ];

  test.each(OPERATIONS)('%s ends, and ends the same when it was struck', async (operation, desire, from) => {
    const clean = await play(from(), operation, desire, []);
    expect(clean.complaints).toEqual([]);
    expect(['done', 'nothing-to-do']).toContain(clean.results[0]);
    const faults: readonly Fault[] = ['kill', 'sever', 'cut'];
    for (const fault of faults) {
      for (const at of struckAt(clean, fault, MOST)) {
        const struck = await play(from(), operation, desire, [{ fault, run: 0, at }]);
        expect(struck.complaints, `${fault} at ${clean.points[0]![at]}`).toEqual([]);
        expect(stateOf(struck), `${fault} at ${clean.points[0]![at]}`).toEqual(stateOf(clean));
      }
    }
  });

  test('a host in maintenance says so, comes back whole, and a removed one has nothing left', async () => {
    const before = await play(stands, 'return', () => [], []);
    const gone = await play(stands, 'maintenance', () => maintenance(cast('cp1')), []);
    expect(stateOf(gone)['cp1']).toMatch(/^yes/);
    const back = await play(away, 'return', () => returning(cast('cp1'), true), []);
    expect(stateOf(back)['cp1']).toBe(stateOf(before)['cp1']?.replace('in service', 'no'));
    expect(stateOf(await play(stands, 'remove', removal, []))['w1']).toBe('in service, no node, 0 packages');
  });

  test('whoever stood aside from a move that was broken off takes the VIP at the next one', async () => {
    const aside: Desire = () => vipMove(OPERATED_SPEC, 'cp1', { aside: ['cp3'], takers: [] }).slice(0, 1);
    const broken = await play(stands, 'vip-move', aside, []);
    expect(yields(broken, 'cp3')).toBe(true);
    const next = await play({ before: broken.after, clusters: broken.clusters }, 'vip-move', move, []);
    expect(next.results[0]).toBe('done');
    expect(yields(next, 'cp3')).toBe(false);
  });
});

/** HAProxy's tracked file, as Keepalived reads it. */
function yields({ after }: Rehearsal, host: string): boolean {
  return after.get(host)?.files.get('/run/barque/haproxy.track')?.content.startsWith('1') === true;
}
