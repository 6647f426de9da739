import { describe, expect, it, test } from 'vitest';
import type { Drill } from './drill.ts';
import { etcdLeaderFrozen } from './drills/etcd-leader-frozen.ts';
import { majorityLost } from './drills/majority-lost.ts';
import { oneWayLoss } from './drills/one-way-loss.ts';
import { vipHolderPowerLoss } from './drills/vip-holder-power-loss.ts';
import { drillsCalled } from './drills.ts';
import { JUDGES } from './judges.ts';
import type { Sample, TrafficHistory, TrafficKind } from './proof.ts';
import { FAULT_MS, GOOD, historyWith } from './sample-sample.ts';

const BOUNDS = { failoverMs: 1000, hangMs: 3000 };

function verdict(judge: string, sample: Sample, drill: Drill = vipHolderPowerLoss): string {
  return JUDGES.find(({ id }) => id === judge)!.judge(sample, drill, BOUNDS).verdict;
}

const withTraffic = (...traffic: TrafficHistory[]): Sample => ({ ...GOOD, traffic });

describe('other traffic', () => {
  const etcd = (kind: 'reads' | 'writes', toMs: number, over: Partial<Sample['hits'][number]>): Sample => ({
    ...withTraffic(historyWith(kind, 100, 0, toMs)),
    hits: [{ ...GOOD.hits[0]!, ...over }],
  });

  it.each(['keptConnections', 'patientConnections', 'podConnections', 'reads', 'writes'] as const)(
    '%s may fail for a budget and a client’s reconnect',
    kind => {
      expect(verdict('traffic', withTraffic(historyWith(kind, 100, 0, 1800)))).toBe('passed');
      expect(verdict('traffic', withTraffic(historyWith(kind, 100, 0, 2200)))).toBe('failed');
    },
  );

  it('of etcd may wait for an election where the leader is struck, and no longer', () => {
    const machine = { what: 'machine', ledEtcd: true };
    for (const kind of ['reads', 'writes'] as const) {
      expect(verdict('traffic', etcd(kind, 3300, machine))).toBe('passed');
      expect(verdict('traffic', etcd(kind, 3300, { what: 'etcd', ledEtcd: true }))).toBe('passed');
      expect(verdict('traffic', etcd(kind, 3800, machine))).toBe('failed');
      expect(verdict('traffic', etcd(kind, 3300, { what: 'haproxy.service', ledEtcd: true }))).toBe('failed');
    }
  });

  it('of a Service and DNS may be dead by halves, but not to the end', () => {
    for (const kind of ['service', 'dns'] as const) {
      expect(verdict('traffic', withTraffic(historyWith(kind, 200, 0, 3000)))).toBe('passed');
      expect(verdict('traffic', withTraffic(historyWith(kind, 200, 0, 20_000)))).toBe('failed');
    }
  });

  it('fails when an etcd is dead for the whole fault, by the worst of all kinds', () => {
    const sample = withTraffic(
      historyWith('reads', 100, 0, 8000),
      historyWith('writes', 100, 0, 8000),
      historyWith('keptConnections', 40),
    );
    const judge = JUDGES.find(({ id }) => id === 'traffic')!;
    const { verdict: is, evidence } = judge.judge(sample, etcdLeaderFrozen, BOUNDS);
    expect(is).toBe('failed');
    expect(evidence).toMatch(/^(reads|writes): 8100 ms without a success, of 2000 ms; 1 more kinds failed$/);
  });

  it('is not judged where its own program was late, as far as that explains it', () => {
    const late = (lateMs: number) => ({ ...historyWith('reads', 100, 0, 2100), worstLatenessMs: lateMs });
    expect(verdict('traffic', withTraffic(late(300)))).toBe('not-judged');
    expect(verdict('traffic', withTraffic(late(100)))).toBe('failed');
    expect(verdict('traffic', withTraffic(late(Number.POSITIVE_INFINITY)))).toBe('not-judged');
  });

  it('has no bound where the drill has none', () => {
    expect(verdict('traffic', withTraffic(historyWith('reads', 100, 0, 8000)), majorityLost)).toBe(
      'does-not-apply',
    );
  });
});

describe('a fault that nobody can end before its time', () => {
  const heard = (toMs: number) => withTraffic(historyWith('newConnections', 20, 0, toMs));

  it('may cost clients as long as it lasts, and a budget after it', () => {
    expect(verdict('outage', heard(8500), oneWayLoss)).toBe('passed');
    expect(verdict('outage', heard(9300), oneWayLoss)).toBe('failed');
  });
});

test.each([
  [
    'vip-holder-power-loss',
    {
      newConnections: 559,
      reads: 1246,
      keptConnections: 680,
      writes: 1264,
      watches: 2184,
      podConnections: 811,
    },
  ],
  [
    'haproxy-killed',
    {
      newConnections: 187,
      reads: 443,
      keptConnections: 194,
      writes: 387,
      watches: 1341,
      podConnections: 513,
    },
  ],
  [
    'haproxy-frozen',
    {
      newConnections: 1147,
      reads: 1224,
      keptConnections: 1262,
      writes: 1831,
      watches: 2075,
      podConnections: 1395,
    },
  ],
  [
    'apiserver-killed',
    { newConnections: 260, reads: 581, keptConnections: 245, writes: 404, watches: 410, podConnections: 600 },
  ],
  [
    'apiserver-frozen',
    {
      newConnections: 143,
      reads: 345,
      keptConnections: 170,
      writes: 347,
      watches: 1507,
      podConnections: 394,
    },
  ],
  [
    'machine-frozen',
    {
      newConnections: 647,
      reads: 1898,
      keptConnections: 871,
      writes: 1908,
      watches: 1908,
      podConnections: 997,
    },
  ],
  [
    'machine-paused',
    {
      newConnections: 596,
      reads: 1413,
      keptConnections: 648,
      writes: 1517,
      watches: 1801,
      podConnections: 1000,
    },
  ],
  [
    'vip-hand-over',
    {
      newConnections: 107,
      reads: 650,
      keptConnections: 259,
      writes: 785,
      watches: 1342,
      podConnections: 534,
    },
  ],
  ['etcd-leader-killed', { reads: 1700, watches: 2800 }],
  ['etcd-leader-frozen', { reads: 1100, watches: 4700 }],
  ['etcd-disk-full', { writes: 2000, watches: 6200 }],
] as const)('the worst that was measured of %s is within all bounds', (id, figures) => {
  const traffic = Object.entries(figures).map(([kind, ms]) => {
    // The last success before the fault and the first after it are a rhythm apart where nothing fails.
    const everyMs = kind === 'newConnections' ? 20 : 100;
    return historyWith(kind as TrafficKind, everyMs, 0, Math.max(0, ms - everyMs));
  });
  const drill = drillsCalled([id])[0]!;
  const sample: Sample = { ...withTraffic(...traffic), hits: [{ ...GOOD.hits[0]!, what: 'etcd' }] };
  const own = drill.acts.some(act => act.is === 'strike' && act.on === 'etcd-leader')
    ? sample
    : { ...sample, hits: GOOD.hits };
  for (const judge of ['outage', 'traffic', 'watches'])
    expect([judge, verdict(judge, own, drill)]).not.toContain('failed');
});

describe('watches', () => {
  const lanes = (silentFromMs: number, silentToMs: number): TrafficHistory => {
    const history = historyWith('watches', 100);
    const attempts = [0, 1].flatMap(lane =>
      history.attempts
        .filter(
          ({ startMs }) =>
            lane === 0 || startMs < FAULT_MS + silentFromMs || startMs >= FAULT_MS + silentToMs,
        )
        .map(each => ({ ...each, lane })),
    );
    return { ...history, attempts };
  };

  it('fails when one of them stays silent, though the others hear', () => {
    expect(verdict('watches', withTraffic(lanes(0, 7500)))).toBe('failed');
    expect(verdict('watches', withTraffic(lanes(0, 20_000)))).toBe('failed');
    expect(verdict('watches', withTraffic(lanes(0, 2000)))).toBe('passed');
  });

  it('does not count the time in which there was nothing to hear, as far as writes may fail', () => {
    expect(verdict('watches', withTraffic(lanes(0, 4000), historyWith('writes', 100, 0, 1800)))).toBe(
      'passed',
    );
    expect(verdict('watches', withTraffic(lanes(0, 7500), historyWith('writes', 100, 0, 8000)))).toBe(
      'failed',
    );
  });

  it('may wait until an apiserver without its etcd is taken out, where etcd itself is struck', () => {
    expect(verdict('watches', withTraffic(lanes(0, 6000)), etcdLeaderFrozen)).toBe('passed');
    expect(
      verdict('watches', withTraffic(lanes(0, 8400), historyWith('writes', 100, 0, 8000)), etcdLeaderFrozen),
    ).toBe('failed');
  });

  it('are not judged where what listens was late itself', () => {
    const late = { ...lanes(0, 2600), worstLatenessMs: 400 };
    expect(verdict('watches', withTraffic(late))).toBe('not-judged');
  });
});
