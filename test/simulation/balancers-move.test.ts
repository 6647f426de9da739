/** Balancers that come, leave, or move to hosts of their own: two never hold the VIP, whoever is struck on the way. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { planCluster } from '../../src/app/cluster-plan.ts';
import type { ClusterRecord } from '../../src/base/record.ts';
import { RECORD_PATH } from '../../src/base/record.ts';
import { KEEPALIVED_CONFIG } from '../../src/layers/loadbalancer/hooks.ts';
import type { ResolvedHost } from '../../src/spec/resolved.ts';
import { TIMEOUT_MS } from './creation-matrix.ts';
import { exampleHost, exampleInput, exampleSpec } from './example.ts';
import { type Planner, PRODUCT } from './product.ts';
import { type Fault, type Rehearsal, rehearse, type Setting, type Trouble } from './rehearsal.ts';
import { EVERY_POINT } from './spread.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_130);
/** Points that a check plays of each matrix. */
const MOST = 15;

vi.setConfig({ testTimeout: TIMEOUT_MS });

const ALL = ['a1', 'a2', 'a3', 'b1', 'b2'].map(exampleHost);

/** The file names only these, and these of them balance. */
function play(
  names: readonly string[],
  balancing: readonly string[],
  before: Setting['before'],
  troubles: readonly Trouble[],
): Promise<Rehearsal> {
  const named: ResolvedHost[] = ALL.filter(({ name }) => names.includes(name)).map(host => ({
    ...host,
    roles: [balancing.includes(host.name) ? 'load-balancer' : 'worker'],
  }));
  const spec = exampleSpec(named);
  const input = exampleInput(spec);
  const planner: Planner = async (hosts, signal) => {
    const asked = hosts.filter(({ name }) => names.includes(name));
    return (await planCluster(input, asked, signal)).plan;
  };
  const setting: Setting = {
    seed: SEED,
    before,
    planner,
    product: PRODUCT,
    later: 'fresh',
    offMs: 4000,
    // Machines that the file forgets are still there.
    hosts: ALL,
    endpoint: spec.endpoint,
    edited: RECORD_PATH,
    mayReplan: true,
  };
  return rehearse(setting, planner, troubles);
}

const A = ['a1', 'a2', 'a3'];
const EVERYONE = [...A, 'b1', 'b2'];

function runs({ after }: Rehearsal, host: string): boolean {
  return after.get(host)?.units.get('keepalived.service')?.active === true;
}

function peersOf({ after }: Rehearsal, host: string): string[] {
  const text = after.get(host)?.files.get(KEEPALIVED_CONFIG)?.content ?? '';
  return ALL.filter(({ address }) => new RegExp(`^ +${address}$`, 'm').test(text)).map(({ name }) => name);
}

function recordOn({ after }: Rehearsal, host: string): ClusterRecord {
  return JSON.parse(after.get(host)!.files.get(RECORD_PATH)!.content) as ClusterRecord;
}

describe('three hosts balance', () => {
  let three: Rehearsal;
  beforeAll(async () => {
    three = await play(A, A, new Map(), []);
    expect(three.complaints).toEqual([]);
  });

  test('one that the file forgets is stopped by nobody, so it stays a peer, and the record remembers it', async () => {
    const forgotten = await play(['a1', 'a2'], ['a1', 'a2'], three.after, []);
    expect(forgotten.complaints).toEqual([]);
    expect(runs(forgotten, 'a3')).toBe(true);
    for (const host of ['a1', 'a2']) expect(peersOf(forgotten, host)).toContain('a3');
    expect(recordOn(forgotten, 'a1').hosts.map(({ name }) => name)).toEqual(A);
  });

  test('a new one is refused while one that the file forgot cannot be told', async () => {
    const grown = await play(['a1', 'a2', 'b1'], ['a1', 'a2', 'b1'], three.after, []);
    expect(grown.results.join()).toMatch(/load-balancer|a new balancer, b1/);
    expect(runs(grown, 'b1')).toBe(false);
  });

  test('a role that goes stops Keepalived first; then the others forget it', async () => {
    const left = await play(A, ['a1', 'a2'], three.after, []);
    expect(left.complaints).toEqual([]);
    expect(runs(left, 'a3')).toBe(false);
    for (const host of ['a1', 'a2']) expect(peersOf(left, host)).not.toContain('a3');
    const again = await play(A, ['a1', 'a2'], left.after, []);
    expect(again.complaints).toEqual([]);
    expect(recordOn(again, 'a1').chosen.priorities).not.toHaveProperty('a3');
  });

  test('a host that the cluster has already becomes a balancer as a fresh one does', async () => {
    const grown = await play([...A, 'b1'], A, three.after, []);
    const balancing = await play([...A, 'b1'], [...A, 'b1'], grown.after, []);
    expect(balancing.complaints).toEqual([]);
    expect(balancing.results).toEqual(['done']);
    expect(runs(balancing, 'b1')).toBe(true);
  });

  test('all of them move to hosts of their own', async () => {
    const moved = await play(EVERYONE, ['b1', 'b2'], three.after, []);
    expect(moved.complaints).toEqual([]);
    expect(moved.results).toEqual(['done']);
    expect(EVERYONE.filter(host => runs(moved, host))).toEqual(['b1', 'b2']);
    expect(peersOf(moved, 'b1')).toEqual(['b2']);
  });

  test.each(['kill', 'cut', 'sever'] satisfies Fault[])('they move through a %s', async fault => {
    const clean = await play(EVERYONE, ['b1', 'b2'], three.after, []);
    const points = fault === 'kill' ? clean.points[0]!.map((_, at) => at) : clean.onMachines;
    const stride = EVERY_POINT ? 1 : Math.max(1, Math.floor(points.length / MOST));
    for (let nth = stride >> 1; nth < points.length; nth += stride) {
      const at = points[nth]!;
      const struck = await play(EVERYONE, ['b1', 'b2'], three.after, [{ fault, run: 0, at }]);
      expect(struck.complaints, `${fault} at ${at} (${clean.points[0]![at]})`).toEqual([]);
      expect(EVERYONE.filter(host => runs(struck, host))).toEqual(['b1', 'b2']);
    }
  });
});
